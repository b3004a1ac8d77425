using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MigrationOrchestrator.Emulators.OpenStack.Images;

/// <summary>What is known of an image's bytes once they are stored.</summary>
/// <param name="Size">How many.</param>
/// <param name="Md5">Their MD5, which Glance calls checksum.</param>
/// <param name="Sha512">Their SHA-512, which is os_hash_value.</param>
internal sealed record ImageBytes(long Size, string Md5, string Sha512)
{
    private const int BufferBytes = 1024 * 1024;
    private static readonly byte[] Qcow2Magic = [(byte)'Q', (byte)'F', (byte)'I', 0xfb];

    /// <summary>Writes a stream into a file, hashing as it flows; a stream that breaks leaves no file.</summary>
    public static async Task<ImageBytes> StoreAsync(Stream content, string path, CancellationToken cancellation)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            ImageBytes facts = await WriteAsync(content, part, cancellation);
            File.Move(part, path, overwrite: true);
            return facts;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Guest-visible size: what a qcow2's header says, or a raw file's length; null where Glance could not tell either.</summary>
    public static long? VirtualSize(string path, string? format) => format switch
    {
        "raw" => new FileInfo(path).Length,
        "qcow2" when Header(path) is { } header => BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(24)),
        _ => null,
    };

    /// <summary>Why Nova would not start a server of this file, in its words, or null.</summary>
    public static string? FindFault(string path, string? format, long diskBytes)
    {
        bool isQcow2 = Header(path) is not null;
        return format switch
        {
            "vhd" or "vhdx" or "vdi" => "Image is unacceptable: Image not in a supported format",
            "qcow2" when !isQcow2 => "Image content does not match disk_format",
            "raw" when isQcow2 => "Image content does not match disk_format",
            "qcow2" when BinaryPrimitives.ReadInt64BigEndian(Header(path).AsSpan(8)) != 0 => "Image is unacceptable: fmt=qcow2 backed by: file outside of the image",
            _ when VirtualSize(path, format) > diskBytes => $"Flavor's disk is too small for requested image. Flavor disk is {diskBytes} bytes, image is {VirtualSize(path, format)} bytes.",
            _ => null,
        };
    }

    private static async Task<ImageBytes> WriteAsync(Stream content, string path, CancellationToken cancellation)
    {
        using IncrementalHash sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
#pragma warning disable CA5351 // Glance's checksum is MD5; nothing trusts it.
        using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        byte[] buffer = new byte[BufferBytes];
        long size = 0;
        for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0; size += read)
        {
            sha512.AppendData(buffer, 0, read);
            md5.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return new ImageBytes(size, Convert.ToHexStringLower(md5.GetHashAndReset()), Convert.ToHexStringLower(sha512.GetHashAndReset()));
    }

    private static byte[]? Header(string path)
    {
        byte[] header = new byte[32];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.AsSpan().StartsWith(Qcow2Magic) ? header : null;
    }
}
