using System.Buffers.Binary;
using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Grows a byte array field by field.</summary>
internal sealed class FactWriter
{
    private byte[] buffer = new byte[512];
    private int length;

    public FactWriter Head(byte kind, HistoryEvent fact)
    {
        Reserve(1);
        buffer[length++] = kind;
        return Ticks(fact.Timestamp);
    }

    public FactWriter Ticks(DateTimeOffset time)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(length), time.UtcTicks);
        length += sizeof(long);
        return this;
    }

    public FactWriter Number(int value)
    {
        Reserve(5);
        for (uint rest = (uint)value; ; rest >>= 7)
        {
            buffer[length++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
            if (rest < 0x80)
            {
                return this;
            }
        }
    }

    /// <summary>A length plus one and the text; zero for null.</summary>
    public FactWriter Text(string? text)
    {
        if (text is null)
        {
            return Number(0);
        }

        int bytes = Encoding.UTF8.GetByteCount(text);
        _ = Number(bytes + 1);
        Reserve(bytes);
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
        return this;
    }

    public byte[] ToArray() => buffer[..length];

    private void Reserve(int more)
    {
        if (length + more > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + more));
        }
    }
}
