using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>What a runner keeps of its jobs: a folder each, which no job can see, with <c>job.json</c> and, once it ended, <c>result.json</c>.</summary>
/// <param name="root">The folder of all jobs.</param>
internal sealed class JobFiles(string root)
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A short name of a job that is safe as a file's, a container's and a user's, and the same wherever it is asked for.</summary>
    public static string NameOf(string key)
    {
        string readable = new([.. key.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
        return $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}";
    }

    /// <summary>What was written down of a job, or null.</summary>
    public JobRecord? FindRecord(string key) => Read(key, "job.json", JobJson.Default.JobRecord);

    /// <summary>How a job ended, or null.</summary>
    public JobResult? FindResult(string key) => Read(key, "result.json", JobJson.Default.JobResult);

    /// <summary>Writes a job down.</summary>
    public void Write(JobRecord record) => Write(record.Key, "job.json", record, JobJson.Default.JobRecord);

    /// <summary>Writes down how a job ended.</summary>
    public void Write(string key, JobResult result) => Write(key, "result.json", result, JobJson.Default.JobResult);

    /// <summary>Forgets a job.</summary>
    public void Forget(string key)
    {
        string folder = FolderOf(key);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string FolderOf(string key) => Path.Combine(root, NameOf(key));

    private T? Read<T>(string key, string file, JsonTypeInfo<T> type)
        where T : class
    {
        string path = Path.Combine(FolderOf(key), file);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (JsonException)
        {
            // Files are renamed into place whole; one that is not was altered, and the job counts as lost.
            return null;
        }
    }

    private void Write<T>(string key, string file, T value, JsonTypeInfo<T> type)
    {
        string folder = FolderOf(key);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, PrivateFolder);
        }

        string incoming = Path.Combine(folder, file + "~");
        using (FileStream stream = File.Create(incoming))
        {
            JsonSerializer.Serialize(stream, value, type);
            stream.Flush(flushToDisk: true);
        }

        File.Move(incoming, Path.Combine(folder, file), overwrite: true);
    }
}
