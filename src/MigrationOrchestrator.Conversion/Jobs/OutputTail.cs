using System.Text;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>Keeps the end of what a tool writes, and lets it write on for ever.</summary>
/// <param name="capacity">Bytes that are kept.</param>
internal sealed class OutputTail(int capacity)
{
    /// <summary>Bytes kept of standard output.</summary>
    public const int OutputCapacity = 64 * 1024;

    /// <summary>Bytes kept of standard error.</summary>
    public const int ErrorCapacity = 16 * 1024;

    private readonly byte[] ring = new byte[capacity];
    private readonly Lock guard = new();
    private long written;

    /// <summary>Reads a stream to its end.</summary>
    public async Task FollowAsync(Stream stream)
    {
        byte[] buffer = new byte[16 * 1024];
        int found;
        while ((found = await stream.ReadAsync(buffer)) > 0)
        {
            Append(buffer.AsSpan(0, found));
        }
    }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (guard)
        {
            foreach (byte one in bytes)
            {
                ring[written++ % capacity] = one;
            }
        }
    }

    /// <summary>What is kept, as text; bytes that are no UTF-8 become the replacement character.</summary>
    public override string ToString()
    {
        lock (guard)
        {
            int length = (int)Math.Min(written, capacity);
            byte[] ordered = new byte[length];
            for (int i = 0; i < length; i++)
            {
                ordered[i] = ring[(written - length + i) % capacity];
            }

            return Encoding.UTF8.GetString(ordered);
        }
    }
}
