using System.Security.Cryptography;
using MigrationOrchestrator.Images.Digests;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Digests;

public sealed class GuestDigestTreeTests
{
    [Fact]
    public void Finish_ForEveryMixOfZeroAndDataBlocks_EqualsTheTreeAsDocumented()
    {
        for (int count = 1; count <= 9; count++)
        {
            for (int zeros = 0; zeros < 1 << count; zeros++)
            {
                GuestDigestTree tree = new();
                List<byte[]> leaves = new();
                for (int block = 0; block < count; block++)
                {
                    bool isZero = (zeros >> block & 1) != 0;
                    leaves.Add(isZero ? SHA256.HashData(new byte[1 << 20]) : SHA256.HashData([(byte)block]));
                    if (isZero)
                    {
                        tree.AppendZeros(1);
                    }
                    else
                    {
                        tree.Append(leaves[^1]);
                    }
                }

                Assert.Equal(Documented(leaves), tree.Finish().Value);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void AppendZeros_AsOneRun_EqualsOneByOne(int count)
    {
        GuestDigestTree run = new();
        GuestDigestTree single = new();
        run.Append(SHA256.HashData("a"u8));
        single.Append(SHA256.HashData("a"u8));
        run.AppendZeros(count);
        for (int i = 0; i < count; i++)
        {
            single.AppendZeros(1);
        }

        Assert.Equal(single.Finish(), run.Finish());
    }

    [Fact]
    public void Restore_AfterSave_GoesOnToTheSameDigest()
    {
        GuestDigestTree whole = new();
        GuestDigestTree part = new();
        for (int i = 0; i < 21; i++)
        {
            whole.Append(SHA256.HashData([(byte)i]));
            part.Append(SHA256.HashData([(byte)i]));
            using MemoryStream state = new();
            using BinaryWriter writer = new(state);
            part.Save(writer);
            state.Position = 0;
            using BinaryReader reader = new(state);
            part = GuestDigestTree.Restore(reader);
        }

        Assert.Equal(whole.Finish(), part.Finish());
    }

    [Fact]
    public async Task ComputeAsync_OfADiskThatIsPaddedToTheNextMebibyte_IsEqual()
    {
        using TemporaryFolder folder = new();
        string exact = await SparseDisk.WriteAsync(folder["exact"], 1, 10 * 1024 * 1024 + 512 * 1024);
        await File.WriteAllBytesAsync(folder["padded"], [.. await File.ReadAllBytesAsync(exact, TestContext.Current.CancellationToken), .. new byte[512 * 1024]], TestContext.Current.CancellationToken);

        Assert.Equal(await DiskReading.DigestAsync(exact, ImageFormat.Raw), await DiskReading.DigestAsync(folder["padded"], ImageFormat.Raw));
    }

    [Fact]
    public async Task ComputeAsync_OfASparseDiskOfFifteenTebibytes_IsTheTreeOfZeros()
    {
        using TemporaryFolder folder = new();
        await using (FileStream file = File.Create(folder["sparse"]))
        {
            file.SetLength(15L << 40); // as large as ext4 allows
        }

        GuestDigest digest = await DiskReading.DigestAsync(folder["sparse"], ImageFormat.Raw);

        GuestDigestTree expected = new();
        expected.AppendZeros(15L << 20);
        Assert.Equal(expected.Finish(), digest);
    }

    private static string Documented(List<byte[]> leaves)
    {
        List<byte[]> level = new(leaves);
        while (!System.Numerics.BitOperations.IsPow2(level.Count))
        {
            level.Add(SHA256.HashData(new byte[1 << 20]));
        }

        while (level.Count > 1)
        {
            level = [.. level.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        }

        return Convert.ToHexStringLower(SHA256.HashData([.. "sha256-tree-1mib"u8, .. BitConverter.GetBytes((long)leaves.Count), .. level[0]]));
    }
}
