using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>Many machines on the embedded host.</summary>
public sealed class BatchTests(ITestOutputHelper output)
{
    private const string Defaults = """{"source":{"cloud":"north"},"target":{"cloud":"vcd","catalog":"templates"},"options":{"chunkBytes":1048576}}""";
    private const long MiB = 1 << 20;

    /// <summary>Every conversion is a process of its own, which is most of what a machine costs here: under three minutes in all on two processors.</summary>
    private const int Many = 200;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_OfManyMachines_DeliversEachAndHoldsNoMoreMemoryAtItsEnd()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        string[] names = [.. Enumerable.Range(1, Many).Select(number => $"m-{number:000}")];
        await clouds.SeedServersAsync(2, names);
        string file = $$"""{"defaults":{{Defaults}},"concurrency":{"machines":8},"machines":{{JsonSerializer.Serialize(names)}}}""";
        long early = 0;
        long late = 0;

        await clouds.Migrator.ServeAsync(async http =>
        {
            Assert.Equal(HttpStatusCode.Accepted, await PostAsync(http, "/api/batches?id=many", file));
            JsonElement view = await EndedAsync(http, "many", running =>
            {
                int done = running.GetProperty("progress").GetProperty("done").GetInt32();
                early = early == 0 && done >= Many / 4 ? ResidentBytes(clouds) : early;
            });
            late = ResidentBytes(clouds);
            Assert.True(view.GetProperty("state").GetString() == "done", view.ToString());
            Assert.Equal(Many, view.GetProperty("receipt").GetProperty("arrived").GetInt32());
        });

        output.WriteLine($"Resident after a quarter {early / MiB} MiB, at the end {late / MiB} MiB.");
        clouds.AssertNothingLeft(templates: Many);
        Assert.Equal(names, clouds.VCloud.State.Templates.Select(template => template.Name).Order());

        // The heap and the pools still grow to their working size after a quarter, hence the room.
        Assert.True(early > 0 && late < (early * 3 / 2) + (64 * MiB), $"{early / MiB} MiB after a quarter, {late / MiB} MiB at the end");
    }

    [Fact]
    public async Task Readme_BatchFile_RunsAsItStands()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServersAsync(2, "db-1", "web-1", "web-2", "mail-1");
        string file = Path.Combine(clouds.Folder, "machines.yaml");
        await File.WriteAllTextAsync(file, ReadmeBlock("yaml"), Cancellation);

        Ended ended = await clouds.Migrator.RunAsync("batch", file, "--id", "readme", "--json");

        Assert.True(ended.ExitCode == 0, ended.ToString());
        using JsonDocument view = JsonDocument.Parse(ended.Output);
        Dictionary<string, JsonElement> machines = view.RootElement.GetProperty("machines").EnumerateArray().ToDictionary(machine => machine.GetProperty("key").GetString()!);
        Assert.Equal(2, machines["mail-1"].GetProperty("wave").GetInt32());
        Assert.True(machines["db-1"].GetProperty("endedAt").GetDateTimeOffset() <= machines["web-1"].GetProperty("startedAt").GetDateTimeOffset());
        Assert.Contains("web-two", clouds.VCloud.State.Templates.Select(template => template.Name));
        clouds.AssertNothingLeft(templates: 4);
    }

    [Fact]
    public async Task Schedule_WhoseSlotCameWhileNoHostRan_StartsItsBatchOnce()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServersAsync(2, "web");
        string file = Path.Combine(clouds.Folder, "batch.json");
        await File.WriteAllTextAsync(file, $$"""{"defaults":{{Defaults}},"machines":["web"]}""", Cancellation);
        Ended saved = await clouds.Migrator.RunAsync("batch", "files", "save", "yearly", file);
        Ended added = await clouds.Migrator.RunAsync("schedules", "add", "s", "--cron", "0 0 1 1 *", "--batch-file", "yearly");
        Assert.True(saved.ExitCode == 0 && added.ExitCode == 0, $"{saved}{added}");
        int year = await BackdateAsync(clouds, "s");
        string batch = $"s-{year}0101T0000Z";

        // A command that runs the engine while it lasts starts no schedule.
        Ended command = await clouds.Migrator.RunAsync("batch", "cancel", "nobody");
        Ended none = await clouds.Migrator.RunAsync("batch", "list", "--json");
        Assert.Contains("batch.unknown", command.Error, StringComparison.Ordinal);
        Assert.Empty(JsonDocument.Parse(none.Output).RootElement.GetProperty("items").EnumerateArray());

        await clouds.Migrator.ServeAsync(async http =>
        {
            while ((await http.GetAsync($"/api/batches/{batch}", Cancellation)).StatusCode == HttpStatusCode.NotFound)
            {
                await Task.Delay(200, Cancellation);
            }

            Assert.Equal("done", (await EndedAsync(http, batch, _ => { })).GetProperty("state").GetString());
        });
        await clouds.Migrator.ServeAsync(async http =>
        {
            JsonElement page = await http.GetFromJsonAsync<JsonElement>("/api/batches", Cancellation);
            Assert.Equal(batch, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
            JsonElement schedule = await http.GetFromJsonAsync<JsonElement>("/api/schedules/s", Cancellation);
            Assert.Equal(batch, schedule.GetProperty("last").GetProperty("batchId").GetString());
        });

        clouds.AssertNothingLeft(templates: 1);
    }

    /// <summary>Lets a schedule have been there for two years, as if no host had run since.</summary>
    /// <returns>The year whose first day is its latest slot.</returns>
    private static async Task<int> BackdateAsync(TwoClouds clouds, string schedule)
    {
        string document = Path.Combine(clouds.Migrator.DataFolder, "documents", "schedules", $"{schedule}.json");
        JsonNode stored = JsonNode.Parse(await File.ReadAllTextAsync(document, Cancellation))!;
        DateTimeOffset since = stored["since"]!.GetValue<DateTimeOffset>();
        stored["createdAt"] = since.AddYears(-2);
        stored["since"] = since.AddYears(-2);
        await File.WriteAllTextAsync(document, stored.ToJsonString(), Cancellation);
        return since.Year;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string json)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(path, body, Cancellation);
        return answer.StatusCode;
    }

    private static async Task<JsonElement> EndedAsync(HttpClient http, string batch, Action<JsonElement> look)
    {
        while (true)
        {
            using HttpResponseMessage answer = await http.GetAsync($"/api/batches/{batch}", Cancellation);
            JsonElement view = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
            look(view);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return view;
            }

            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value, Cancellation);
        }
    }

    /// <summary>What the serving process holds in memory.</summary>
    private static long ResidentBytes(TwoClouds clouds)
    {
        using JsonDocument owner = JsonDocument.Parse(File.ReadAllText(Path.Combine(clouds.Migrator.DataFolder, "owner.json")));
        string[] status = File.ReadAllLines($"/proc/{owner.RootElement.GetProperty("processId").GetInt32()}/status");
        string resident = status.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static string ReadmeBlock(string language)
    {
        using StreamReader reader = new(typeof(BatchTests).Assembly.GetManifestResourceStream("README.md")!);
        string readme = reader.ReadToEnd();
        int begin = readme.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return readme[begin..readme.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
