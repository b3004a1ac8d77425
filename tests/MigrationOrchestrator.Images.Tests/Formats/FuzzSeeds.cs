using System.Text;
using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>Sound images of all kinds, to be damaged.</summary>
internal static class FuzzSeeds
{
    private const int DiskBytes = (300 << 10) + 4096;

    private static readonly Dictionary<string, (ImageFormat Format, Func<byte[], Task<byte[]>> Make)> Seeds = new()
    {
        ["qcow2"] = (ImageFormat.Qcow2, content => MemorySink.ConvertAsync(content, TargetImage.Qcow2)),
        ["qcow2 compressed"] = (ImageFormat.Qcow2, content => MemorySink.ConvertAsync(content, TargetImage.Qcow2Compressed)),
        ["qcow2 extended"] = (ImageFormat.Qcow2, content => Task.FromResult(Qcow2Builder.Build(14, true, true, new Random(1), content))),
        ["qcow2 tiny"] = (ImageFormat.Qcow2, content => Task.FromResult(Qcow2Builder.Build(9, true, false, new Random(1), content))),
        ["qcow2 zstd, qemu"] = (ImageFormat.Qcow2, content => QemuAsync(content, "qcow2", "-c", "-o", "compression_type=zstd")),
        ["qcow2 extended, qemu"] = (ImageFormat.Qcow2, content => QemuAsync(content, "qcow2", "-o", "extended_l2=on")),
        ["vmdk stream"] = (ImageFormat.Vmdk, content => Task.FromResult(SparseVmdkBuilder.Build(new SparseVmdkLayout(), content))),
        ["vmdk stream, qemu"] = (ImageFormat.Vmdk, content => QemuAsync(content, "vmdk", "-o", "subformat=streamOptimized")),
        ["vmdk sparse"] = (ImageFormat.Vmdk, content => Task.FromResult(SparseVmdkBuilder.Build(new SparseVmdkLayout(16, IsStream: false), content))),
        ["vmdk sparse, qemu"] = (ImageFormat.Vmdk, content => QemuAsync(content, "vmdk", "-o", "subformat=monolithicSparse")),
        ["vmdk descriptor"] = (ImageFormat.Vmdk, _ => Task.FromResult(Encoding.ASCII.GetBytes(
            "# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType=\"twoGbMaxExtentFlat\"\nRW 1 FLAT \"a.vmdk\" 0\nRW 4 ZERO\nRW 1 VMFS \"b.vmdk\"\n"
            + new string('#', 1000)))),
        ["vhd fixed"] = (ImageFormat.Vhd, content => MemorySink.ConvertAsync(content, TargetImage.VhdFixed)),
        ["vhd dynamic"] = (ImageFormat.Vhd, content => MemorySink.ConvertAsync(content, TargetImage.VhdDynamic)),
        ["vdi"] = (ImageFormat.Vdi, content => QemuAsync(content, "vdi")),
        ["vhdx"] = (ImageFormat.Vhdx, content => QemuAsync(content, "vhdx")),
        ["qed"] = (ImageFormat.Qed, content => QemuAsync(content, "qed")),
    };

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Seeds.Keys;

    /// <summary>The format of a seed.</summary>
    public static ImageFormat FormatOf(string name) => Seeds[name].Format;

    /// <summary>How many seeds there are of a format: mutations of one reader are divided among them.</summary>
    public static int CountOf(ImageFormat format) => Seeds.Values.Count(seed => seed.Format == format);

    /// <summary>Makes the image.</summary>
    public static Task<byte[]> MakeAsync(string name) => Seeds[name].Make(SparseDisk.Content(9, DiskBytes));

    private static async Task<byte[]> QemuAsync(byte[] content, string format, params string[] options)
    {
        QemuImg.Require();
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["disk.raw"], content, TestContext.Current.CancellationToken);
        await QemuImg.RunAsync(["convert", .. options, "-f", "raw", "-O", format, folder["disk.raw"], folder["disk.img"]]);
        return await File.ReadAllBytesAsync(folder["disk.img"], TestContext.Current.CancellationToken);
    }
}
