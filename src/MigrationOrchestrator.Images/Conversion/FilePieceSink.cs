using Microsoft.Win32.SafeHandles;
using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images;

/// <summary>Writes pieces into one local file, with holes where there are zeros.</summary>
public sealed class FilePieceSink : ISparsePieceSink, IAsyncDisposable
{
    private const int HoleBytes = 64 * 1024;

    private readonly SafeFileHandle _handle;
    private long _length;

    private bool _isFresh = true;

    private FilePieceSink(SafeFileHandle handle)
    {
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
    }

    /// <summary>Creates the file, or opens one that an earlier conversion began.</summary>
    /// <param name="path">The file; what it holds stays until pieces replace it.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static FilePieceSink Open(string path) =>
        new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read));

    /// <inheritdoc/>
    public async ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        CutStaleEnd(offset);
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
    public ValueTask SkipAsync(int index, long offset, long lengthBytes, CancellationToken ct)
    {
        CutStaleEnd(offset);
        Extend(offset + lengthBytes);
        return ValueTask.CompletedTask;
    }

    /// <summary>Cuts the file to the conversion's <see cref="ConversionResult.LengthBytes"/> and flushes it to the disk.</summary>
    /// <param name="lengthBytes">The output's exact length.</param>
    public void Complete(long lengthBytes)
    {
        RandomAccess.SetLength(_handle, lengthBytes);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

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
