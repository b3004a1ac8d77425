using MigrationOrchestrator.Cli.Hosting;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>Appends lines to a file; when it has grown large it is put aside under a number, and only the newest few are kept.</summary>
/// <param name="path">The file.</param>
/// <param name="maxBytes">How large it may grow, in bytes.</param>
/// <param name="kept">How many old files are kept.</param>
internal sealed class RollingFile(string path, long maxBytes = 10L << 20, int kept = 5) : IDisposable
{
    private FileStream? stream;

    /// <summary>Appends a line and hands it to the operating system.</summary>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (stream is { } full && full.Length > 0 && full.Length + line.Length + 1 > maxBytes)
        {
            full.Dispose();
            stream = null;
            Roll();
        }

        stream ??= Open();
        stream.Write(line);
        stream.WriteByte((byte)'\n');
        stream.Flush();
    }

    public void Dispose() => stream?.Dispose();

    private FileStream Open() => new(path, DataFolder.PrivateFile(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));

    private void Roll()
    {
        File.Delete(Numbered(kept));
        for (int number = kept - 1; number >= 1; number--)
        {
            if (File.Exists(Numbered(number)))
            {
                File.Move(Numbered(number), Numbered(number + 1), overwrite: true);
            }
        }

        File.Move(path, Numbered(1), overwrite: true);
    }

    private string Numbered(int number) => $"{path}.{number}";
}
