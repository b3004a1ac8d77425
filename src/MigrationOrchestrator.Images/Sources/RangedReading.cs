namespace MigrationOrchestrator.Images.Sources;

/// <summary>Checked reading: every range is compared with the source's length before a byte is asked for.</summary>
internal static class RangedReading
{
    /// <summary>Refuses a range that does not lie inside the source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="offset">First byte, taken from an untrusted header.</param>
    /// <param name="length">Number of bytes.</param>
    /// <param name="field">The format's field that named the range.</param>
    public static void Require(this IRangedSource source, long offset, long length, string field)
    {
        if (offset < 0 || length < 0 || offset > source.Length || length > source.Length - offset)
        {
            throw ImageFault.Truncated(field, offset, length, source.Length);
        }
    }

    /// <summary>Fills the buffer or refuses the image as truncated.</summary>
    public static async ValueTask ReadExactlyAsync(
        this IRangedSource source, long offset, Memory<byte> buffer, string field, CancellationToken cancellation)
    {
        source.Require(offset, buffer.Length, field);
        while (buffer.Length > 0)
        {
            int read = await source.ReadAsync(offset, buffer, cancellation);
            if (read <= 0)
            {
                throw ImageFault.Truncated(field, offset, buffer.Length, source.Length);
            }

            offset += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>Reads a small structure into a new array; the caller bounds <paramref name="length"/>.</summary>
    public static async ValueTask<byte[]> ReadBytesAsync(
        this IRangedSource source, long offset, int length, string field, CancellationToken cancellation)
    {
        source.Require(offset, length, field);
        byte[] bytes = new byte[length];
        await source.ReadExactlyAsync(offset, bytes, field, cancellation);
        return bytes;
    }
}
