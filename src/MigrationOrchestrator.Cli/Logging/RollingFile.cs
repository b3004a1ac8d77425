using MigrationOrchestrator.Cli.Hosting;

namespace MigrationOrchestrator.Cli.Logging;

/// <summary>Appends lines to a file; when it has grown large it is put aside under a number, and only the newest few are kept.</summary>
/// <param name="path">The file.</param>
/// <param name="maxBytes">How large it may grow, in bytes.</param>
/// <param name="kept">How many old files are kept.</param>
internal sealed class RollingFile(string path, long maxBytes = 10L << 20, int kept = 5) : IDisposable
{
    private FileStream? stream;

    /// <summary>Whether the last line was written in part.</summary>
    private bool torn;

    /// <summary>Appends a line and hands it to the operating system.</summary>
    /// <exception cref="IOException">It cannot be written; the next one may be.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Append(ReadOnlySpan<byte> line)
    {
        if (stream is { } full && full.Length > 0 && full.Length + line.Length + 1 > maxBytes)
        {
            full.Dispose();
            stream = null;
            Roll();
        }

        stream ??= Open();
        long before = stream.Length;
        try
        {
            stream.Write(torn ? [(byte)'\n', .. line, (byte)'\n'] : [.. line, (byte)'\n']);
            torn = false;
        }
        catch
        {
            torn |= stream.Length > before;
            throw;
        }
    }

    public void Dispose() => stream?.Dispose();

    /// <summary>Opens the file without a buffer: what could not be written is not tried again, least of all when the process ends.</summary>
    private FileStream Open()
    {
        FileStreamOptions options = DataFolder.PrivateFile(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        options.BufferSize = 0;
        return new FileStream(path, options);
    }

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
