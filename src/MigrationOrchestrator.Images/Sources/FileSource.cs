using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MigrationOrchestrator.Images;

/// <summary>A local file as a source; holes of sparse files are recognised on Linux.</summary>
public sealed partial class FileSource : ISparseSource
{
    // lseek(2): the next data, or the next hole, at or after an offset.
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoMoreData = 6; // ENXIO

    private readonly SafeFileHandle handle;

    private FileSource(SafeFileHandle handle)
    {
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <summary>Opens a file for reading; others may read it at the same time.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file is missing or cannot be opened.</exception>
    public static FileSource Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read));

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(RandomAccess.Read(handle, buffer.Span, offset));
    }

    /// <inheritdoc/>
    public (long LengthBytes, bool IsHole) RunAt(long offset)
    {
        long rest = Length - offset;
        if (!OperatingSystem.IsLinux())
        {
            return (rest, false);
        }

        long data = Seek(handle, offset, SeekData);
        if (data < 0)
        {
            return (rest, Marshal.GetLastPInvokeError() == NoMoreData);
        }

        if (data > offset)
        {
            return (Math.Min(data - offset, rest), true);
        }

        long hole = Seek(handle, offset, SeekHole);
        return (hole > offset ? Math.Min(hole - offset, rest) : rest, false);
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);
}
