using System.Buffers.Binary;
using MigrationOrchestrator.Images.Sources;

namespace MigrationOrchestrator.Images.Formats.Vmdk;

/// <summary>
/// The sparse extents of an ESX server: COWD (createType vmfsSparse) and SESparse. They are recognised so as to be refused by
/// name and not be taken for raw disks; qemu-img opens neither of them alone, without a descriptor.
/// </summary>
internal static class EsxExtent
{
    private const ulong SeSparseMagic = 0xCAFEBABE;

    /// <summary>Whether a file starts as one of them does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> head) =>
        head.StartsWith("COWD"u8) || (head.Length >= sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(head) == SeSparseMagic);

    /// <summary>Refuses a source that is one of them.</summary>
    public static async ValueTask RefuseAsync(IRangedSource source, CancellationToken cancellation)
    {
        byte[] head = await source.ReadBytesAsync(0, (int)Math.Min(sizeof(ulong), source.Length), "header", cancellation);
        if (IsOne(head))
        {
            throw ImageFault.Unsupported(
                "magicNumber", $"{(head[0] == 'C' ? "COWD" : "SESparse")}, one file of a sparse disk of an ESX server",
                "Export the disk as streamOptimized, or clone it on the server with vmkfstools -i.");
        }
    }
}
