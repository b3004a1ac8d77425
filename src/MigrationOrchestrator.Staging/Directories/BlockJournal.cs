using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>
/// Which blocks of an object's file hold what they should: a text file of one line a record,
/// <c>staged INDEX OFFSET LENGTH SHA256 CHECK</c> or <c>void INDEX CHECK</c>, where CHECK is the start of the SHA-256 of the words before it.
/// A line that a crash or a full disk tore fails its check and counts for nothing: its block is staged again.
/// </summary>
/// <param name="Path">The file.</param>
internal sealed record BlockJournal(string Path)
{
    private const int CheckLength = 16;
    private const int Sha256Length = 64;

    /// <summary>The longest a journal may grow, in bytes: every block staged some twelve times over. A longer one is not ours and is not read.</summary>
    private const long MaxLength = 100L << 20;

    /// <summary>The blocks that are staged, by index; none where there is no journal.</summary>
    public async Task<Dictionary<int, StagedBlock>> ReadAsync(CancellationToken cancellation)
    {
        Dictionary<int, StagedBlock> blocks = [];
        FileInfo file = new(Path);
        if (!file.Exists || file.Length > MaxLength)
        {
            return blocks;
        }

        foreach (string line in await File.ReadAllLinesAsync(Path, Encoding.ASCII, cancellation))
        {
            Apply(line, blocks);
        }

        return blocks;
    }

    /// <summary>Records a block; it is on the disk once this returns.</summary>
    public void AppendStaged(StagedBlock block) => Append(string.Create(CultureInfo.InvariantCulture, $"staged {block.Index} {block.Offset} {block.Length} {block.Sha256}"));

    /// <summary>Takes a block's record back, before its bytes are written over.</summary>
    public void AppendVoid(int index) => Append(string.Create(CultureInfo.InvariantCulture, $"void {index}"));

    private void Append(string words)
    {
        // The leading line feed keeps this record apart from a line that was torn before it.
        byte[] line = Encoding.ASCII.GetBytes($"\n{words} {CheckOf(words)}\n");
        using FileStream file = DurableFiles.OpenToWrite(Path);
        RandomAccess.Write(file.SafeFileHandle, line, file.Length);
        file.Flush(flushToDisk: true);
    }

    private static void Apply(string line, Dictionary<int, StagedBlock> blocks)
    {
        int end = line.LastIndexOf(' ');
        if (end < 0 || line[(end + 1)..] != CheckOf(line[..end]))
        {
            return;
        }

        switch (line[..end].Split(' '))
        {
            case ["staged", var index, var offset, var length, { Length: Sha256Length } sha256]
                when TryNumber(index, out long i) && i < BlockChecks.MaxBlocks && TryNumber(offset, out long o) && TryNumber(length, out long l) && l is > 0 and <= BlockChecks.MaxBlockLength:
                blocks[(int)i] = new StagedBlock((int)i, o, l, sha256);
                break;
            case ["void", var index] when TryNumber(index, out long i) && i < BlockChecks.MaxBlocks:
                blocks.Remove((int)i);
                break;
        }
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string CheckOf(string words) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(words)))[..CheckLength];
}
