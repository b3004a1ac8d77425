using System.Buffers.Binary;
using MigrationOrchestrator.Images.Formats.Qcow2;
using MigrationOrchestrator.Images.Formats.Vmdk;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Inspection;

/// <summary>Recognises formats by their signatures.</summary>
internal static class FormatDetector
{
    private const int HeadBytes = 512;
    private const int FooterBytes = 512;

    /// <summary>The format whose signature the source carries, or null where there is none: a raw disk, or no disk.</summary>
    public static async ValueTask<ImageFormat?> DetectAsync(IRangedSource source, CancellationToken cancellation)
    {
        byte[] head = await source.ReadBytesAsync(0, (int)Math.Min(HeadBytes, source.Length), "first sector", cancellation);
        if (AtStart(head) is { } format)
        {
            return format;
        }

        // A fixed VHD is a raw disk with a footer.
        if (source.Length > FooterBytes)
        {
            byte[] tail = await source.ReadBytesAsync(source.Length - FooterBytes, FooterBytes, "last sector", cancellation);
            if (tail.AsSpan().StartsWith("conectix"u8))
            {
                return ImageFormat.Vhd;
            }
        }

        return null;
    }

    /// <summary>Refuses what is no disk but a package or archive of one, which must not be taken for a raw disk unasked.</summary>
    public static async ValueTask RefuseArchiveAsync(IRangedSource source, CancellationToken cancellation)
    {
        byte[] head = await source.ReadBytesAsync(0, (int)Math.Min(HeadBytes, source.Length), "first sector", cancellation);
        string? found = head.AsSpan() switch
        {
            [0x1F, 0x8B, ..] => "gzip",
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "xz",
            [0x28, 0xB5, 0x2F, 0xFD, ..] => "zstd",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "bzip2",
            { Length: > 262 } span when span[257..].StartsWith("ustar"u8) => "tar (an OVA package?)",
            _ => null,
        };
        if (found is not null)
        {
            throw ImageFault.Unsupported("content", $"{found} data", "Unpack it and give the disk image inside.");
        }
    }

    private static ImageFormat? AtStart(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4)
        {
            return null;
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(head) == Qcow2Header.Magic)
        {
            return ImageFormat.Qcow2;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(head) == SparseExtentHeader.Magic
            || EsxExtent.IsOne(head) || head.StartsWith("# Disk DescriptorFile"u8))
        {
            return ImageFormat.Vmdk;
        }

        if (head.StartsWith("conectix"u8))
        {
            return ImageFormat.Vhd;
        }

        if (head.StartsWith("vhdxfile"u8))
        {
            return ImageFormat.Vhdx;
        }

        if (head.StartsWith("QED\0"u8))
        {
            return ImageFormat.Qed;
        }

        const int vdiSignatureOffset = 64;
        const uint vdiSignature = 0xBEDA107F;
        return head.Length >= vdiSignatureOffset + 4 && BinaryPrimitives.ReadUInt32LittleEndian(head[vdiSignatureOffset..]) == vdiSignature
            ? ImageFormat.Vdi
            : null;
    }
}
