using System.Diagnostics;
using System.Text;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>
/// Damaged headers and tables: never a crash, a hang or an allocation beyond the bound, always a named error or a disk.
/// An ordinary run tries some thousand mutations; MIGRATOR_TEST_ALL=1 tries 100,000 for each reader.
/// </summary>
public sealed class MutationFuzzTests
{
    private const int DiskBytes = (1 << 20) + 4096;
    private const long MaxAllocatedBytes = 256 << 20; // in all, garbage of an unoptimised build included; far more than that would be a size taken from a header
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(20);
    private static readonly int s_mutations = Environment.GetEnvironmentVariable("MIGRATOR_TEST_ALL") == "1" ? 100_000 : 500;

    public static TheoryData<string> Seeds => ["qcow2", "qcow2 compressed", "qcow2 extended", "qcow2 tiny", "vmdk stream", "vmdk sparse", "vmdk descriptor", "vhd fixed", "vhd dynamic"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Readers_OfMutatedImages_FailByNameOnly(string seed)
    {
        var (format, image) = await SeedAsync(seed);
        for (var mutation = 0; mutation < s_mutations; mutation++)
        {
            var random = new Random(mutation);
            var mutant = Mutate(random, image);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            try
            {
                await UseAsync(mutant, format, random);
            }
            catch (ImageException refused)
            {
                Assert.StartsWith("image.", refused.Code, StringComparison.Ordinal);
                Assert.NotEmpty(refused.Field);
                Assert.NotEmpty(refused.Remedy);
            }
            catch (Exception defect)
            {
                Assert.Fail($"{seed}, mutation {mutation}: {defect}");
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MaxAllocatedBytes, $"{seed}, mutation {mutation}: {allocated} bytes allocated");
            Assert.True(Stopwatch.GetElapsedTime(start) < s_maxTime, $"{seed}, mutation {mutation}: hangs");
        }
    }

    private static async Task UseAsync(byte[] mutant, ImageFormat format, Random random)
    {
        var source = new MemorySource(mutant);
        var package = new OneFilePackage(mutant);
        await ImageInspector.InspectAsync(source, null, package, CancellationToken.None);
        await using var disk = await DiskImage.OpenAsync(source, format, package, CancellationToken.None);
        var buffer = new byte[100_000];
        var extents = 0;
        await foreach (var extent in disk.ExtentsAsync())
        {
            var length = (int)Math.Min(extent.LengthBytes, buffer.Length);
            await disk.ReadAsync(extent.GuestOffset, buffer.AsMemory(0, length), CancellationToken.None);
            if (++extents == 40)
            {
                break;
            }
        }

        var offset = random.NextInt64(disk.VirtualSizeBytes);
        await disk.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(buffer.Length, disk.VirtualSizeBytes - offset)), CancellationToken.None);
    }

    /// <summary>Up to four fields of 1 to 8 bytes change, mostly in headers and tables; sometimes the end is missing.</summary>
    private static byte[] Mutate(Random random, byte[] image)
    {
        var mutant = random.Next(8) == 0 ? image[..random.Next(image.Length)] : [.. image];
        for (var changes = random.Next(1, 5); changes > 0 && mutant.Length > 8; changes--)
        {
            var region = random.Next(4) switch
            {
                0 => mutant.Length,
                1 => Math.Min(mutant.Length, 128),
                2 => Math.Min(mutant.Length, 1536),
                _ => -Math.Min(mutant.Length, 2048),
            };
            var offset = region < 0 ? mutant.Length + random.Next(region, 0) : random.Next(region);
            var field = mutant.AsSpan(offset, Math.Min(1 << random.Next(4), mutant.Length - offset));
            switch (random.Next(5))
            {
                case 0:
                    field.Clear();
                    break;
                case 1:
                    field.Fill(0xFF);
                    break;
                case 2:
                    field[random.Next(field.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 3:
                    field[^1] += (byte)random.Next(-2, 3);
                    break;
                default:
                    random.NextBytes(field);
                    break;
            }
        }

        return mutant;
    }

    private static async Task<(ImageFormat Format, byte[] Image)> SeedAsync(string seed)
    {
        var content = SparseDisk.Content(9, DiskBytes);
        return seed switch
        {
            "qcow2" => (ImageFormat.Qcow2, await MemorySink.ConvertAsync(content, TargetImage.Qcow2)),
            "qcow2 compressed" => (ImageFormat.Qcow2, await MemorySink.ConvertAsync(content, TargetImage.Qcow2Compressed)),
            "qcow2 extended" => (ImageFormat.Qcow2, Qcow2Builder.Build(14, true, true, new Random(1), content)),
            "qcow2 tiny" => (ImageFormat.Qcow2, Qcow2Builder.Build(9, true, false, new Random(1), content)),
            "vmdk stream" => (ImageFormat.Vmdk, SparseVmdkBuilder.Build(new SparseVmdkLayout(), content)),
            "vmdk sparse" => (ImageFormat.Vmdk, SparseVmdkBuilder.Build(new SparseVmdkLayout(16, IsStream: false), content)),
            "vmdk descriptor" => (ImageFormat.Vmdk, Encoding.ASCII.GetBytes(
                "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType=\"twoGbMaxExtentFlat\"\nRW 1 FLAT \"a.vmdk\" 0\nRW 4 ZERO\nRW 1 VMFS \"b.vmdk\"\n"
                + new string('#', 1000))),
            "vhd fixed" => (ImageFormat.Vhd, await MemorySink.ConvertAsync(content, TargetImage.VhdFixed)),
            _ => (ImageFormat.Vhd, await MemorySink.ConvertAsync(content, TargetImage.VhdDynamic)),
        };
    }

    private sealed class OneFilePackage(byte[] file) : IImagePackage
    {
        public ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken ct) => ValueTask.FromResult<IRangedSource?>(new MemorySource(file));
    }
}
