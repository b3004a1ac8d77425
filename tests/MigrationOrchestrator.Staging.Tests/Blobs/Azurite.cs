using System.Diagnostics;
using MigrationOrchestrator.Staging.Blobs;
using MigrationOrchestrator.Staging.Tests.Blobs;
using MigrationOrchestrator.Staging.Tests.Conformance;

[assembly: AssemblyFixture(typeof(Azurite))]

namespace MigrationOrchestrator.Staging.Tests.Blobs;

/// <summary>A real Azurite on a free loopback port, for all tests of this assembly; ended by its own handle.</summary>
public sealed class Azurite : IAsyncLifetime
{
    // Azurite's own account, known to everybody.
    public const string Account = "devstoreaccount1";
    public const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Listens = "successfully listens on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder data = new();
    private readonly string container = $"test-{Guid.NewGuid():N}";
    private Process? process;
    private string? reason;
    private string endpoint = "";

    public BlobStagingOptions Options => Connect(Key);

    /// <summary>Skips the test visibly where Azurite cannot be had.</summary>
    public void Need() => Assert.SkipWhen(reason is not null, reason ?? "");

    public BlobStagingOptions Connect(string key, string? name = null)
        => new() { ConnectionString = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint={endpoint}/{Account};", Container = name ?? container };

    public async ValueTask InitializeAsync()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm"))))
        {
            reason = "Azurite is not tested: npm is not installed (apt-get install npm)";
            return;
        }

        using Process install = Process.Start(new ProcessStartInfo(Path.Combine(Repository(), "infra", "local", "azurite"), ["--install"]) { RedirectStandardOutput = true })!;
        string program = (await install.StandardOutput.ReadToEndAsync().WaitAsync(Patience)).Trim();
        await install.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(install.ExitCode == 0, "infra/local/azurite --install failed");
        process = Process.Start(new ProcessStartInfo(program, ["--blobHost", "127.0.0.1", "--blobPort", "0", "--location", data.Path, "--skipApiVersionCheck", "--disableTelemetry", "--silent"]) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains(Listens, StringComparison.Ordinal))
            {
                endpoint = line[(line.IndexOf(Listens, StringComparison.Ordinal) + Listens.Length)..].Trim();
                return;
            }
        }

        throw new InvalidOperationException("Azurite ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        data.Dispose();
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MigrationOrchestrator.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
