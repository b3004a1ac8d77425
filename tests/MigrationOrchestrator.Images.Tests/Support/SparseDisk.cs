namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Makes raw disks with runs of text-like, random and zero content, the same for the same seed.</summary>
internal static class SparseDisk
{
    private static readonly byte[] s_text = Text();

    /// <summary>Content of a disk: about half of it zeros, in runs from 512 bytes to 2 MiB.</summary>
    public static byte[] Content(int seed, int bytes)
    {
        var random = new Random(seed);
        var content = new byte[bytes];
        for (var position = 0; position < bytes;)
        {
            var run = Math.Min(512 << random.Next(13), bytes - position);
            Fill(random, content.AsSpan(position, run));
            position += run;
        }

        return content;
    }

    /// <summary>Writes such a disk as a file with holes.</summary>
    public static async Task<string> WriteAsync(string path, int seed, int bytes)
    {
        var content = Content(seed, bytes);
        await using var file = File.Create(path);
        for (var position = 0; position < bytes; position += 4096)
        {
            var block = content.AsMemory(position, Math.Min(4096, bytes - position));
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
                    var words = s_text.AsSpan(random.Next(s_text.Length / 2));
                    words = words[..Math.Min(words.Length, run.Length)];
                    words.CopyTo(run);
                    run = run[words.Length..];
                }

                break;
            default:
                break;
        }
    }

    private static byte[] Text()
    {
        var random = new Random(1);
        var text = new byte[32 * 1024];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (byte)"the quick brown fox jumps over it"[random.Next(33)];
        }

        return text;
    }
}
