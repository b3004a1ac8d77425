namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>A 4 GiB ext4 disk with about 1.7 GiB of the machine's own libraries and the .NET SDK, as raw, qcow2 and VMDK.</summary>
internal sealed record BenchmarkDisk(string Folder, string Qcow2, string Vmdk, long AllocatedBytes)
{
    private const long ContentBytes = 1_700L << 20;

    public static async Task<BenchmarkDisk> PrepareAsync(string folder)
    {
        string raw = Path.Combine(folder, "disk.raw");
        BenchmarkDisk disk = new(folder, Path.Combine(folder, "disk.qcow2"), Path.Combine(folder, "disk.vmdk"), 0);
        if (!File.Exists(disk.Vmdk))
        {
            await BuildAsync(folder, raw);
            await Tool.RunAsync("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, disk.Qcow2);
            File.Delete(raw);
            await Tool.RunAsync("qemu-img", "convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized,adapter_type=lsilogic", disk.Qcow2, disk.Vmdk);
        }

        return disk with { AllocatedBytes = new FileInfo(disk.Qcow2).Length };
    }

    private static async Task BuildAsync(string folder, string raw)
    {
        string content = Path.Combine(folder, "content");
        Directory.CreateDirectory(content);
        string sdk = Path.GetDirectoryName(Environment.ProcessPath!)!;
        long room = ContentBytes;
        foreach (string? source in new[] { Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "/usr/share/dotnet", sdk, "/usr/lib/x86_64-linux-gnu", "/usr/lib" })
        {
            room = Copy(source, Path.Combine(content, source.Replace('/', '_')), room);
        }

        Console.WriteLine($"Building a 4 GiB disk with {(ContentBytes - room) >> 20} MiB of content");
        await Tool.RunAsync("mke2fs", "-q", "-F", "-t", "ext4", "-d", content, raw, "4G");
        Directory.Delete(content, recursive: true);
    }

    private static long Copy(string source, string target, long room)
    {
        if (!Directory.Exists(source))
        {
            return room;
        }

        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string? path in Directory.EnumerateFiles(source, "*", options).Order(StringComparer.Ordinal))
        {
            long length = new FileInfo(path).Length;
            if (length <= room)
            {
                string copy = Path.Combine(target, Path.GetRelativePath(source, path));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(path, copy, overwrite: true);
                room -= length;
            }
        }

        return room;
    }
}
