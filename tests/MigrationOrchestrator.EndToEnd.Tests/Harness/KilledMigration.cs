using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>One migration whose process is killed (SIGKILL) in chosen stages at random moments, and started again each time.</summary>
internal sealed class KilledMigration(TwoClouds clouds, Random dice)
{
    public const string Id = "killed";
    public const long ChunkBytes = 2L << 20;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly ReadChunks chunks = new(clouds);
    private bool exists;

    /// <summary>The stages in which it was killed, in their order.</summary>
    public List<Stage> Hits { get; } = [];

    /// <summary>Whether the source serves ranges: only then can it be asked for what is missing alone.</summary>
    public bool IsRanged { get; init; } = true;

    /// <summary>Chunks that were staged when the program was dead, over all its disks.</summary>
    public int StagedChunks => chunks.Count;

    /// <summary>Kills it so many times, each time at a random moment after it has begun, whatever it does then.</summary>
    /// <param name="longest">The moment is drawn from nothing to this.</param>
    /// <param name="times">How often.</param>
    public Task KillAnywhereAsync(TimeSpan longest, int times) => KillAsync(null, longest, times);

    /// <summary>Kills it so many times, each time at a random moment after it has come to a stage.</summary>
    /// <param name="stage">The stage; where it leaves the stage before, or has left it already, it is killed at once.</param>
    /// <param name="longest">The moment is drawn from nothing to this.</param>
    /// <param name="times">How often.</param>
    public Task KillInAsync(Stage stage, TimeSpan longest, int times) => KillAsync(stage, longest, times);

    /// <summary>Lets it come to its end.</summary>
    public async Task FinishAsync()
    {
        DateTimeOffset started = DateTimeOffset.UtcNow;
        Ended ended = await clouds.Migrator.RunAsync(Command());
        Assert.True(ended.ExitCode == 0, ended.ToString());
        AssertNoneReadAgain(started);
    }

    private async Task KillAsync(Stage? stage, TimeSpan longest, int times)
    {
        for (int time = 0; time < times; time++)
        {
            DateTimeOffset started = DateTimeOffset.UtcNow;
            Stage seen = Stage.Waiting;
            Ended? ended = await clouds.Migrator.KillAsync(async (process, late) => seen = await MomentAsync(process, stage, longest * dice.NextDouble(), late), Command());
            Assert.True(ended is null, $"It ended before it was killed in {stage?.ToString() ?? "any stage"}: {ended}");
            Hits.Add(seen);
            AssertNoneReadAgain(started);
            await chunks.CollectAsync();
        }
    }

    private void AssertNoneReadAgain(DateTimeOffset started)
    {
        if (IsRanged)
        {
            chunks.AssertNoneReadAgain(started);
        }
    }

    private string[] Command() => exists ? ["run", "--resume", Id, "--json"]
        : ["run", "--id", Id, "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--compression", "small",
            "--chunk-mib", (ChunkBytes >> 20).ToString(CultureInfo.InvariantCulture), "--json"];

    /// <summary>Waits for the moment of a kill.</summary>
    /// <returns>The stage that was seen last.</returns>
    private async Task<Stage> MomentAsync(int process, Stage? stage, TimeSpan after, CancellationToken late)
    {
        using HttpClient http = await ConnectAsync(process, late);
        Stage seen = await StageAsync(http, late);
        while (seen < (stage ?? Stage.Authenticate))
        {
            await Task.Delay(Look, late);
            seen = await StageAsync(http, late);
        }

        long reached = TimeProvider.System.GetTimestamp();
        while ((stage is null || seen == stage) && TimeProvider.System.GetElapsedTime(reached) < after)
        {
            await Task.Delay(Look, late);
            seen = await StageAsync(http, late);
        }

        return seen;
    }

    /// <summary>Connects to the program's own interface, once it says where that is.</summary>
    private async Task<HttpClient> ConnectAsync(int process, CancellationToken late)
    {
        string file = Path.Combine(clouds.Migrator.DataFolder, "owner.json");
        while (true)
        {
            try
            {
                // The program that was killed left its file behind.
                using JsonDocument owner = JsonDocument.Parse(await File.ReadAllBytesAsync(file, late));
                if (owner.RootElement.GetProperty("processId").GetInt32() == process)
                {
                    HttpClient http = new() { BaseAddress = new Uri(owner.RootElement.GetProperty("url").GetString()!) };
                    http.DefaultRequestHeaders.Add("x-functions-key", owner.RootElement.GetProperty("key").GetString());
                    return http;
                }
            }
            catch (FileNotFoundException)
            {
                // It has not come so far.
            }

            await Task.Delay(Look, late);
        }
    }

    /// <summary>What it does now: while disks are moved, the stage of the disk that is furthest behind.</summary>
    private async Task<Stage> StageAsync(HttpClient http, CancellationToken late)
    {
        using HttpResponseMessage answer = await http.GetAsync($"/api/migrations/{Id}", late);
        if (!answer.IsSuccessStatusCode)
        {
            return Stage.Waiting;
        }

        exists = true;
        JsonElement view = await answer.Content.ReadFromJsonAsync<JsonElement>(late);
        chunks.LearnImages(view);
        Stage machine = Parse(view);
        if (machine != Stage.Download)
        {
            return machine;
        }

        // A disk that is done says what comes next; the migration itself is not there yet.
        Stage behind = view.GetProperty("disks").EnumerateArray().Select(Parse).DefaultIfEmpty(machine).Min();
        return behind <= Stage.VerifyConversion ? behind : Stage.VerifyConversion;
    }

    private static Stage Parse(JsonElement of) => Enum.Parse<Stage>(of.GetProperty("stage").GetString()!, ignoreCase: true);
}
