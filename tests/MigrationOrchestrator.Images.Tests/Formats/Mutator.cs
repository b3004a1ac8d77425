using System.Buffers.Binary;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>Damages an image in place and takes the damage back: up to four fields of 1 to 8 bytes change, mostly in headers and tables; sometimes the end is missing.</summary>
internal sealed class Mutator
{
    private const int SectorBytes = 512;

    private readonly byte[] image;
    private readonly byte[] sound;
    private readonly List<int> usedSectors = [];
    private readonly List<(int Offset, int Length)> damage = [];

    public Mutator(byte[] image)
    {
        (sound, this.image) = (image, [.. image]);
        for (int offset = 0; offset < image.Length; offset += SectorBytes)
        {
            if (image.AsSpan(offset, Math.Min(SectorBytes, image.Length - offset)).ContainsAnyExcept((byte)0))
            {
                usedSectors.Add(offset);
            }
        }
    }

    /// <summary>The next mutant; it is valid until there is another.</summary>
    public ReadOnlyMemory<byte> Next(Random random)
    {
        foreach ((int offset, int length) in damage)
        {
            sound.AsSpan(offset, length).CopyTo(image.AsSpan(offset));
        }

        damage.Clear();
        int end = random.Next(8) == 0 ? random.Next(image.Length) : image.Length;
        for (int changes = random.Next(1, 5); changes > 0 && end > 8; changes--)
        {
            Change(random, end);
        }

        if (end > 2 * SectorBytes && random.Next(2) == 0)
        {
            // Else the checksums of VHDs would hide all that lies behind them.
            RepairVhd(0, 64, "conectix"u8, SectorBytes);
            RepairVhd(SectorBytes, 36, "cxsparse"u8, 2 * SectorBytes);
            RepairVhd(end - SectorBytes, 64, "conectix"u8, SectorBytes);
        }

        return image.AsMemory(0, end);
    }

    private void Change(Random random, int end)
    {
        int offset = random.Next(5) switch
        {
            0 => random.Next(end),
            1 => random.Next(Math.Min(end, 128)),
            2 => random.Next(Math.Min(end, 1536)),
            3 => end - random.Next(1, Math.Min(end, 2048) + 1),
            _ => Math.Min(usedSectors[random.Next(usedSectors.Count)] + random.Next(SectorBytes), end - 1),
        };
        Span<byte> field = Damage(offset, Math.Min(1 << random.Next(4), end - offset));
        switch (random.Next(5))
        {
            case 0:
                field.Clear();
                break;
            case 1:
                field.Fill(0xFF);
                break;
            case 2:
                field[random.Next(field.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                field[^1] += (byte)random.Next(-2, 3);
                break;
            default:
                random.NextBytes(field);
                break;
        }
    }

    private void RepairVhd(int start, int checksum, ReadOnlySpan<byte> cookie, int length)
    {
        if (start + length > image.Length || !image.AsSpan(start).StartsWith(cookie))
        {
            return;
        }

        Span<byte> field = Damage(start + checksum, sizeof(uint));
        field.Clear();
        uint sum = 0;
        foreach (byte value in image.AsSpan(start, length))
        {
            sum += value;
        }

        BinaryPrimitives.WriteUInt32BigEndian(field, ~sum);
    }

    private Span<byte> Damage(int offset, int length)
    {
        damage.Add((offset, length));
        return image.AsSpan(offset, length);
    }
}
