using Microsoft.Win32.SafeHandles;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images;

/// <summary>Writes pieces into one local file, with holes where there are zeros.</summary>
public sealed class FilePieceSink : ISparsePieceSink, IAsyncDisposable
{
    private const int HoleBytes = 64 * 1024;

    private static readonly byte[] s_zeros = new byte[HoleBytes];

    private readonly SafeFileHandle _handle;

    /// <summary>The file's end; holes are left behind it only, as what lies before it may be of an earlier conversion.</summary>
    private long _length;
    private bool _isFresh = true;

    private FilePieceSink(SafeFileHandle handle)
    {
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
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
    public async ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        CutStaleEnd(offset);
        if (offset < _length)
        {
            // The head, which comes last, or a piece that comes again: its zeros replace something.
            var replaced = (int)Math.Min(content.Length, _length - offset);
            await RandomAccess.WriteAsync(_handle, content[..replaced], offset, ct);
            offset += replaced;
            content = content[replaced..];
        }

        while (content.Length > 0)
        {
            var zeros = RunOfBlocks(content.Span, areZero: true);
            offset += zeros;
            content = content[zeros..];
            var data = RunOfBlocks(content.Span, areZero: false);
            await RandomAccess.WriteAsync(_handle, content[..data], offset, ct);
            offset += data;
            content = content[data..];
        }

        Extend(offset);
    }

    /// <inheritdoc/>
    public async ValueTask SkipAsync(int index, long offset, long lengthBytes, CancellationToken ct)
    {
        CutStaleEnd(offset);
        var end = offset + lengthBytes;
        for (var position = offset; position < Math.Min(end, _length); position += HoleBytes)
        {
            await RandomAccess.WriteAsync(_handle, s_zeros.AsMemory(0, (int)Math.Min(HoleBytes, end - position)), position, ct);
        }

        Extend(end);
    }

    /// <summary>Cuts the file to the conversion's <see cref="ConversionResult.LengthBytes"/> and flushes it to the disk.</summary>
    /// <param name="lengthBytes">The output's exact length.</param>
    public void Complete(long lengthBytes)
    {
        RandomAccess.SetLength(_handle, lengthBytes);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Flushes what is written to the disk, so that a checkpoint may rely on it after a loss of power too.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private static FilePieceSink Open(string path, FileMode mode) => new(File.OpenHandle(path, mode, FileAccess.Write, FileShare.None));

    /// <summary>What an earlier conversion wrote behind the first piece of this one is dropped, or a hole would show it.</summary>
    private void CutStaleEnd(long offset)
    {
        if (_isFresh && _length > offset)
        {
            RandomAccess.SetLength(_handle, offset);
            _length = offset;
        }

        _isFresh = false;
    }

    private void Extend(long length)
    {
        if (length > _length)
        {
            RandomAccess.SetLength(_handle, length);
            _length = length;
        }
    }

    private static int RunOfBlocks(ReadOnlySpan<byte> content, bool areZero)
    {
        var length = 0;
        while (length < content.Length)
        {
            var block = content.Slice(length, Math.Min(HoleBytes, content.Length - length));
            if (Zeros.All(block) != areZero)
            {
                break;
            }

            length += block.Length;
        }

        return length;
    }
}
