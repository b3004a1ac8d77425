using System.IO.Compression;
using MigrationOrchestrator.Images.Digests;

namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Packs what a conversion remembers besides its position into a checkpoint, and unpacks it.</summary>
internal static class CheckpointState
{
    public static string Save(IImageWriter writer, GuestDigestTree digest)
    {
        using MemoryStream bytes = new();
        using (ZLibStream packed = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (BinaryWriter state = new(packed))
        {
            digest.Save(state);
            writer.Save(state);
        }

        return Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Restores the writer and returns the digest.</summary>
    /// <exception cref="ImageException"><c>image.checkpoint</c>: it belongs to another conversion or is damaged.</exception>
    public static GuestDigestTree Restore(ConversionCheckpoint checkpoint, string fingerprint, long guestEnd, IImageWriter writer)
    {
        if (checkpoint.Fingerprint != fingerprint)
        {
            throw Refused("Fingerprint", $"'{checkpoint.Fingerprint}' where this conversion is '{fingerprint}'");
        }

        long position = checkpoint.NextGuestOffset;
        if (position <= 0 || position >= guestEnd || position % ImageConverter.UnitBytes != 0 || checkpoint.NextPieceIndex < 1)
        {
            throw Refused("NextGuestOffset", $"{position} and piece {checkpoint.NextPieceIndex}");
        }

        try
        {
            using ZLibStream packed = new(new MemoryStream(Convert.FromBase64String(checkpoint.State)), CompressionMode.Decompress);
            using BinaryReader state = new(packed);
            GuestDigestTree digest = GuestDigestTree.Restore(state);
            writer.Restore(state);
            return digest.BlockCount == position / Slice.Bytes
                ? digest
                : throw Refused("State", $"{digest.BlockCount} blocks for guest offset {position}");
        }
        catch (Exception damage) when (damage is FormatException or IOException or InvalidDataException or ArgumentException)
        {
            throw Refused("State", "bytes that cannot be read", damage);
        }
    }

    private static ImageException Refused(string field, string found, Exception? inner = null) =>
        new(ImageErrorCodes.Checkpoint, field, found, "Start the conversion again without a checkpoint.", inner);
}
