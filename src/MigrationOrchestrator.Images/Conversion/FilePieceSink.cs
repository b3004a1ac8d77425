using Microsoft.Win32.SafeHandles;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images;

/// <summary>Writes pieces into one local file, with holes where there are zeros.</summary>
public sealed class FilePieceSink : ISparsePieceSink, IAsyncDisposable
{
    private const int HoleBytes = 64 * 1024;

    private static readonly byte[] Hole = new byte[HoleBytes];

    private readonly SafeFileHandle handle;

    /// <summary>The file's end; holes are left behind it only, as what lies before it may be of an earlier conversion.</summary>
    private long length;
    private bool isFresh = true;

    private FilePieceSink(SafeFileHandle handle)
    {
        this.handle = handle;
        length = RandomAccess.GetLength(handle);
    }

    /// <summary>Creates the file, or empties one that exists: for a conversion from the start.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be created, or another process writes it.</exception>
    public static FilePieceSink Create(string path) => Open(path, FileMode.Create);

    /// <summary>Creates the file, or opens one that an earlier conversion began: for a conversion that goes on.</summary>
    /// <param name="path">The file; what it holds before the first piece stays, what lies behind is dropped.</param>
    /// <exception cref="IOException">The file cannot be opened, or another process writes it.</exception>
    public static FilePieceSink Open(string path) => Open(path, FileMode.OpenOrCreate);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        CutStaleEnd(offset);
        if (offset < length)
        {
            // The head, which comes last, or a piece that comes again: its zeros replace something.
            int replaced = (int)Math.Min(content.Length, length - offset);
            await RandomAccess.WriteAsync(handle, content[..replaced], offset, cancellation);
            offset += replaced;
            content = content[replaced..];
        }

        while (content.Length > 0)
        {
            int zeros = RunOfBlocks(content.Span, areZero: true);
            offset += zeros;
            content = content[zeros..];
            int data = RunOfBlocks(content.Span, areZero: false);
            await RandomAccess.WriteAsync(handle, content[..data], offset, cancellation);
            offset += data;
            content = content[data..];
        }

        Extend(offset);
    }

    /// <inheritdoc/>
    public async ValueTask SkipAsync(int index, long offset, long lengthBytes, CancellationToken cancellation)
    {
        CutStaleEnd(offset);
        long end = offset + lengthBytes;
        for (long position = offset; position < Math.Min(end, length); position += HoleBytes)
        {
            await RandomAccess.WriteAsync(handle, Hole.AsMemory(0, (int)Math.Min(HoleBytes, end - position)), position, cancellation);
        }

        Extend(end);
    }

    /// <summary>Cuts the file to the conversion's <see cref="ConversionResult.LengthBytes"/> and flushes it to the disk.</summary>
    /// <param name="lengthBytes">The output's exact length.</param>
    public void Complete(long lengthBytes)
    {
        RandomAccess.SetLength(handle, lengthBytes);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Flushes what is written to the disk, so that a checkpoint may rely on it after a loss of power too.</summary>
    public void Flush() => RandomAccess.FlushToDisk(handle);

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private static FilePieceSink Open(string path, FileMode mode) => new(File.OpenHandle(path, mode, FileAccess.Write, FileShare.None));

    /// <summary>What an earlier conversion wrote behind the first piece of this one is dropped, or a hole would show it.</summary>
    private void CutStaleEnd(long offset)
    {
        if (isFresh && length > offset)
        {
            RandomAccess.SetLength(handle, offset);
            length = offset;
        }

        isFresh = false;
    }

    private void Extend(long length)
    {
        if (length > this.length)
        {
            RandomAccess.SetLength(handle, length);
            this.length = length;
        }
    }

    private static int RunOfBlocks(ReadOnlySpan<byte> content, bool areZero)
    {
        int length = 0;
        while (length < content.Length)
        {
            ReadOnlySpan<byte> block = content.Slice(length, Math.Min(HoleBytes, content.Length - length));
            if (Zeros.All(block) != areZero)
            {
                break;
            }

            length += block.Length;
        }

        return length;
    }
}
