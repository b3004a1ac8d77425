using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MigrationOrchestrator.Images.Digests;

/// <summary>Builds a <see cref="GuestDigest"/> from leaves that come in order, keeping one hash per level of the tree.</summary>
internal sealed class GuestDigestTree
{
    private const int HashBytes = SHA256.HashSizeInBytes;
    private const int MaxLevels = 48;

    /// <summary>The root of an all-zero subtree, by level.</summary>
    private static readonly byte[][] Zeros = ZeroSubtrees();

    /// <summary>Roots of complete subtrees, largest first: one for every bit that is set in <see cref="BlockCount"/>.</summary>
    private readonly List<byte[]> roots = [];

    /// <summary>Blocks appended so far.</summary>
    public long BlockCount { get; private set; }

    /// <summary>Appends the hash of one block.</summary>
    public void Append(ReadOnlySpan<byte> leaf) => Push(leaf.ToArray(), 0);

    /// <summary>Appends blocks of zeros in time that grows with the logarithm of their number.</summary>
    public void AppendZeros(long blocks)
    {
        while (blocks > 0)
        {
            int fits = BitOperations.Log2((ulong)blocks);
            int level = BlockCount == 0 ? fits : Math.Min(fits, BitOperations.TrailingZeroCount(BlockCount));
            Push(Zeros[level], level);
            blocks -= 1L << level;
        }
    }

    /// <summary>The digest of the blocks appended so far.</summary>
    public GuestDigest Finish()
    {
        int level = BitOperations.TrailingZeroCount(BlockCount);
        byte[] root = roots[^1];
        for (int i = roots.Count - 2; i >= 0; level++)
        {
            bool isPresent = (BlockCount >> level & 1) != 0 && level > BitOperations.TrailingZeroCount(BlockCount);
            root = isPresent ? Parent(roots[i--], root) : Parent(root, Zeros[level]);
        }

        Span<byte> final = stackalloc byte[GuestDigest.Algorithm.Length + sizeof(long) + HashBytes];
        System.Text.Encoding.ASCII.GetBytes(GuestDigest.Algorithm, final);
        BinaryPrimitives.WriteInt64LittleEndian(final[GuestDigest.Algorithm.Length..], BlockCount);
        root.CopyTo(final[(GuestDigest.Algorithm.Length + sizeof(long))..]);
        return new GuestDigest(Convert.ToHexStringLower(SHA256.HashData(final)), BlockCount);
    }

    /// <summary>Writes the state, so that a later process can go on.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(BlockCount);
        foreach (byte[] root in roots)
        {
            writer.Write(root);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">It ends early.</exception>
    public static GuestDigestTree Restore(BinaryReader reader)
    {
        GuestDigestTree tree = new() { BlockCount = reader.ReadInt64() };
        for (int i = BitOperations.PopCount((ulong)tree.BlockCount); i > 0; i--)
        {
            byte[] root = reader.ReadBytes(HashBytes);
            tree.roots.Add(root.Length == HashBytes ? root : throw new EndOfStreamException("A digest's state ends inside a hash."));
        }

        return tree;
    }

    private void Push(byte[] root, int level)
    {
        for (int bit = level; (BlockCount >> bit & 1) != 0; bit++)
        {
            root = Parent(roots[^1], root);
            roots.RemoveAt(roots.Count - 1);
        }

        roots.Add(root);
        BlockCount += 1L << level;
    }

    private static byte[] Parent(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> pair = stackalloc byte[2 * HashBytes];
        left.CopyTo(pair);
        right.CopyTo(pair[HashBytes..]);
        return SHA256.HashData(pair);
    }

    private static byte[][] ZeroSubtrees()
    {
        byte[][] zeros = new byte[MaxLevels][];
        zeros[0] = SHA256.HashData(new byte[GuestDigest.BlockBytes]);
        for (int level = 1; level < MaxLevels; level++)
        {
            zeros[level] = Parent(zeros[level - 1], zeros[level - 1]);
        }

        return zeros;
    }
}
