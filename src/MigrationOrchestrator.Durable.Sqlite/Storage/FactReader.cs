using System.Buffers.Binary;
using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Reads what a <see cref="FactWriter"/> wrote, checking bounds.</summary>
internal ref struct FactReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly bool IsAtEnd => rest.IsEmpty;

    public int Kind() => Take(1)[0];

    public DateTimeOffset Ticks() => new(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long))), TimeSpan.Zero);

    public int Number()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = Take(1)[0];
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (int)value;
            }
        }

        throw Damaged();
    }

    public string? TextOrNull() => Number() is var length and > 0 ? Encoding.UTF8.GetString(Take(length - 1)) : null;

    public string Text() => TextOrNull() ?? throw Damaged();

    public Failure Failure() => DurableJson.Deserialize<Failure>(Text()) ?? throw Damaged();

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)rest.Length)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static InvalidDataException Damaged() => new("The history's bytes are damaged.");
}
