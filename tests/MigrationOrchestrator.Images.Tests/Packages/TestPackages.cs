using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Images.Packages;
using MigrationOrchestrator.Images.Tests.Descriptors;

namespace MigrationOrchestrator.Images.Tests.Packages;

/// <summary>Small packages whose disks are a few bytes of noise.</summary>
internal static class TestPackages
{
    public static readonly byte[][] Disks = [Noise(300_000, 1), Noise(512, 2), Noise(1, 3)];

    public static readonly byte[] Descriptor = OvfDescriptor.Write(TestMachines.Machine() with
    {
        Disks = [.. Disks.Select((disk, index) => new DescribedDisk(DiskName(index), disk.Length, TestMachines.Mebibyte))],
    });

    public static string DiskName(int index) => $"web-disk{index}.vmdk";

    /// <summary>The disks in another order than that of the References.</summary>
    public static List<OvaFile> Files() =>
        [.. Disks.Select((disk, index) => new OvaFile(DiskName(index), disk.Length, _ => Task.FromResult<Stream>(new MemoryStream(disk)))).Reverse()];

    public static async Task<byte[]> OvaAsync(DigestAlgorithm digest = DigestAlgorithm.Sha1)
    {
        using MemoryStream output = new();
        await OvaWriter.WriteAsync(output, "web", Descriptor, Files(), digest, cancellationToken: TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    /// <summary>An archive of any entries, for readers to refuse.</summary>
    public static byte[] Tar(params (string Name, byte[] Content)[] entries)
    {
        using MemoryStream output = new();
        byte[] block = new byte[TarHeader.BlockBytes];
        foreach ((string? name, byte[]? content) in entries)
        {
            TarHeader.Write(block, name, content.Length, DateTimeOffset.UnixEpoch);
            output.Write(block);
            output.Write(content);
            output.Write(new byte[TarHeader.PaddingAfter(content.Length)]);
        }

        output.Write(new byte[2 * TarHeader.BlockBytes]);
        return output.ToArray();
    }

    private static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
