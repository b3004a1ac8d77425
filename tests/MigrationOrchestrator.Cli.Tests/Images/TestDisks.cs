using System.Diagnostics;

namespace MigrationOrchestrator.Cli.Tests.Images;

/// <summary>Disks to convert, and qemu-img to make and compare them with.</summary>
internal static class TestDisks
{
    /// <summary>Writes a raw disk of random and zero MiB in turns, the same for the same size.</summary>
    public static async Task WriteRawAsync(string path, int mebibytes)
    {
        Random random = new(mebibytes);
        byte[] block = new byte[1 << 20];
        await using FileStream file = File.Create(path);
        for (int index = 0; index < mebibytes; index++)
        {
            random.NextBytes(block.AsSpan(0, index % 2 == 0 ? block.Length : 0));
            await file.WriteAsync(index % 2 == 0 ? block : new byte[block.Length], TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs qemu-img and demands success; the test is skipped where it is not installed.</summary>
    public static async Task QemuImgAsync(params string[] arguments)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "qemu-img"))), "qemu-img is not installed (Debian package qemu-utils).");
        using Process process = Process.Start(new ProcessStartInfo("qemu-img", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"qemu-img {string.Join(' ', arguments)}: {await output}{error}");
    }
}
