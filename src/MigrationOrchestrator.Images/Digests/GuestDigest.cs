using MigrationOrchestrator.Images.Conversion;

namespace MigrationOrchestrator.Images;

/// <summary>
/// A SHA-256 tree over what a guest can read from a disk: equal for images of any format that hold the same disk.
/// </summary>
/// <remarks>
/// <para>The tree, exactly:</para>
/// <list type="number">
/// <item>The disk is cut into n blocks of 1 MiB (1,048,576 bytes), n = ceil(size / 1 MiB); the last is padded with zero
/// bytes. A capacity that is rounded up to 1 MiB therefore has the digest of the disk before rounding.</item>
/// <item>A leaf is SHA-256(block), 32 bytes.</item>
/// <item>The leaves are extended with leaves of all-zero blocks to the next power of two, and combined pairwise, level by
/// level: parent = SHA-256(left || right). The root of one block is its leaf.</item>
/// <item>The value is SHA-256("sha256-tree-1mib" || n as 8 bytes, little-endian || root), the text being 16 ASCII bytes.</item>
/// </list>
/// <para>Leaves hash 1 MiB and parents 64 bytes, so neither can be passed off as the other. Subtrees of zeros are known in
/// advance, which is why unallocated terabytes cost nothing.</para>
/// </remarks>
/// <param name="Value">The value as 64 lower-case hexadecimal digits.</param>
/// <param name="BlockCount">n, the number of 1 MiB blocks.</param>
public sealed record GuestDigest(string Value, long BlockCount)
{
    /// <summary>Bytes in a block.</summary>
    public const int BlockBytes = 1 << 20;

    /// <summary>Name of this tree in receipts; another layout would get another name.</summary>
    public const string Algorithm = "sha256-tree-1mib";

    /// <summary>Reads a disk and computes its digest; ranges without content are not read.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="parallelism">Blocks hashed at the same time, at least 1.</param>
    /// <param name="progress">Told of guest bytes done, if not null.</param>
    /// <param name="cancellation">Cancels the computation.</param>
    /// <exception cref="ImageException">The image is damaged or truncated.</exception>
    public static async Task<GuestDigest> ComputeAsync(
        IDiskReader disk, int parallelism, IProgress<ConversionProgress>? progress, CancellationToken cancellation)
    {
        ConversionPipeline pipeline = new(disk, new DigestOnlyWriter(disk.VirtualSizeBytes), PipelineOptions.ForDigest(parallelism, progress));
        return (await pipeline.RunAsync(cancellation)).GuestDigest;
    }

    /// <summary>Algorithm and value, as receipts show them.</summary>
    public override string ToString() => $"{Algorithm}:{Value}";
}
