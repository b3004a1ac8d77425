using System.Text;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>Passwords and tokens are searched in every byte that the program wrote.</summary>
public sealed class SecretTests
{
    private static readonly string[] Answering =
    [
        "/api/migrations", "/api/migrations/secrets", "/api/migrations/secrets/history", "/api/migrations/secrets/receipt",
        "/api/migrations/refused", "/api/migrations/refused/history", "/api/clouds", $"/api/clouds/{TwoClouds.Target}/catalogs",
    ];

    [Fact]
    public async Task Migration_AfterItsEnd_HasWrittenNoPasswordAndNoTokenAnywhere()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);

        Ended ended = await clouds.Migrator.RunAsync("run", "--id", "secrets", "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--json");
        Assert.True(ended.ExitCode == 0, ended.ToString());
        await clouds.Migrator.RunAsync("history", "secrets", "--json");
        await clouds.Migrator.RunAsync("status", "secrets", "--json");
        await clouds.Migrator.RunAsync("clouds", "list", "--json");
        clouds.Migrator.Environment["WRONG_PASSWORD"] = "canary-Pa55word-that-is-wrong";
        await clouds.RegisterAsync("WRONG_PASSWORD");
        await clouds.Migrator.RunAsync("run", "--id", "refused", "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--json");

        StringBuilder answers = new();
        await clouds.Migrator.ServeAsync(async http =>
        {
            foreach (string path in Answering)
            {
                answers.Append(await http.GetStringAsync(path, TestContext.Current.CancellationToken));
            }
        });
        Assert.Contains("refused", answers.ToString(), StringComparison.Ordinal);

        string[] canaries = [TwoClouds.SourcePassword, TwoClouds.TargetPassword, "canary-Pa55word-that-is-wrong", .. clouds.OpenStack.IssuedTokens, .. clouds.VCloud.IssuedTokens];
        Assert.True(canaries.Length >= 5, "Both emulated clouds have issued tokens.");
        foreach (string canary in canaries)
        {
            Assert.DoesNotContain(canary, answers.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(canary, clouds.Migrator.Said.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(canary)), clouds.Migrator.Said.ToString(), StringComparison.Ordinal);
        }

        foreach (string file in Directory.EnumerateFiles(clouds.Migrator.DataFolder, "*", SearchOption.AllDirectories))
        {
            byte[] content = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.All(canaries, canary => Assert.True(content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) < 0, $"{file} holds a secret."));
        }
    }
}
