namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Makes raw disks with runs of text-like, random and zero content, the same for the same seed.</summary>
internal static class SparseDisk
{
    private static readonly byte[] Text = WriteText();

    /// <summary>Content of a disk: about half of it zeros, in runs from 512 bytes to 2 MiB.</summary>
    public static byte[] Content(int seed, int bytes)
    {
        Random random = new(seed);
        byte[] content = new byte[bytes];
        for (int position = 0; position < bytes;)
        {
            int run = Math.Min(512 << random.Next(13), bytes - position);
            Fill(random, content.AsSpan(position, run));
            position += run;
        }

        return content;
    }

    /// <summary>Writes such a disk as a file with holes.</summary>
    public static async Task<string> WriteAsync(string path, int seed, int bytes)
    {
        byte[] content = Content(seed, bytes);
        await using FileStream file = File.Create(path);
        for (int position = 0; position < bytes; position += 4096)
        {
            Memory<byte> block = content.AsMemory(position, Math.Min(4096, bytes - position));
            if (block.Span.ContainsAnyExcept((byte)0))
            {
                file.Position = position;
                await file.WriteAsync(block);
            }
        }

        file.SetLength(bytes);
        return path;
    }

    private static void Fill(Random random, Span<byte> run)
    {
        switch (random.Next(4))
        {
            case 0:
                random.NextBytes(run);
                break;
            case 1:
                while (run.Length > 0)
                {
                    Span<byte> words = Text.AsSpan(random.Next(Text.Length / 2));
                    words = words[..Math.Min(words.Length, run.Length)];
                    words.CopyTo(run);
                    run = run[words.Length..];
                }

                break;
            default:
                break;
        }
    }

    private static byte[] WriteText()
    {
        Random random = new(1);
        byte[] text = new byte[32 * 1024];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (byte)"the quick brown fox jumps over it"[random.Next(33)];
        }

        return text;
    }
}
