using System.CommandLine;
using System.Text.Json;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>The options that say which machine goes where and how; shared by <c>run</c> and <c>plan</c>.</summary>
internal sealed class RequestOptions
{
    private const long MiB = 1L << 20;

    private readonly Option<FileInfo?> file = new("--request") { Description = "Take the request from a JSON file, as POST /api/migrations takes it.", HelpName = "file" };
    private readonly Option<string?> from = Text("--from", "The source cloud.", "cloud");
    private readonly Option<string?> machine = Text("--machine", "The server's (or image's) id, or its name where that is unique.", "name");
    private readonly Option<bool> image = new("--image") { Description = "--machine names an image that is migrated as it is." };
    private readonly Option<string?> region = Text("--region", "The source's region; else the registration's own or the only one.", "name");
    private readonly Option<string?> to = Text("--to", "The target cloud.", "cloud");
    private readonly Option<string?> targetRegion = Text("--target-region", "The target's region.", "name");
    private readonly Option<string?> name = Text("--name", "The name in the target; else the source's.", "name");
    private readonly Option<string?> vdc = Text("--vdc", "vCloud Director: the virtual data centre.", "name");
    private readonly Option<string?> catalog = Text("--catalog", "vCloud Director: the catalogue.", "name");
    private readonly Option<string?> storageProfile = Text("--storage-profile", "vCloud Director: the storage profile.", "name");
    private readonly Option<string?> network = Text("--network", "The network that every interface is connected to.", "name");
    private readonly Option<string?> flavor = Text("--flavor", "OpenStack: the flavor for deployment.", "name");
    private readonly Option<bool> approval = new("--approval") { Description = "Wait for 'migrator approve' after planning." };
    private readonly Option<bool> deploy = new("--deploy") { Description = "Make a machine of what was delivered." };
    private readonly Option<bool> powerOn = new("--power-on") { Description = "Power it on; implies --deploy." };
    private readonly Option<CompressionLevel> compression = new("--compression") { Description = "How hard disks are compressed.", DefaultValueFactory = _ => CompressionLevel.Balanced };
    private readonly Option<int> parallelDisks = Number("--parallel-disks", "Disks that move at a time; 1 to 16.", new MigrationOptions().ParallelDisks);
    private readonly Option<int> parallelChunks = Number("--parallel-chunks", "Chunks of a disk that are read at a time; 1 to 16.", new MigrationOptions().ParallelChunks);
    private readonly Option<int?> chunkMib = new("--chunk-mib") { Description = "MiB of a chunk; 1 to 1024, 64 unless told.", HelpName = "MiB" };
    private readonly Option<string?> diskController = Text("--disk-controller", "The disk controller to describe instead of the chosen one.", "name");
    private readonly Option<string?> networkCard = Text("--network-card", "The network card to describe instead of the chosen one.", "name");
    private readonly Option<double> patience = new("--patience-hours") { Description = "Hours that a step which fails for a passing reason is tried again; 0.1 to 168.", DefaultValueFactory = _ => new MigrationOptions().PatienceHours, HelpName = "hours" };
    private readonly Option<int?> attempts = new("--attempts") { Description = "How often such a step is tried at the most; 1 to 1000, else as often as its patience allows.", HelpName = "number" };
    private readonly Option<int> approvalHours = Number("--approval-hours", "Hours to wait for an approval; 1 to 720.", new MigrationOptions().ApprovalHours);

    /// <summary>Adds them all to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(file);
        foreach (Option option in Single())
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The request that a command line asks for.</summary>
    /// <exception cref="InvalidRequestException">Something is missing or malformed.</exception>
    /// <exception cref="UsageException">The file cannot be read, or options stand beside it that would count for nothing.</exception>
    public MigrationRequest Read(ParseResult parse) => parse.GetValue(file) is { } given ? ReadFile(given, parse) : ReadOptions(parse);

    /// <summary>The options that each say one thing of the request, as the file says all of them.</summary>
    private Option[] Single() =>
    [
        from, machine, image, region, to, targetRegion, name, vdc, catalog, storageProfile, network, flavor, approval, deploy, powerOn, compression,
        parallelDisks, parallelChunks, chunkMib, diskController, networkCard, patience, attempts, approvalHours,
    ];

    /// <summary>Refuses them all beside something else that says what is asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="other">The option that says it.</param>
    /// <exception cref="UsageException">One is given, and would count for nothing.</exception>
    public void RefuseBeside(ParseResult parse, string other)
    {
        string[] beside = [.. Given(parse, [file, .. Single()])];
        if (beside.Length > 0)
        {
            throw new UsageException("usage.request", $"{string.Join(", ", beside)} cannot be combined with {other}: what was asked for when it was started is kept.", $"Leave {(beside.Length == 1 ? "it" : "them")} out, or start another migration without {other}.");
        }
    }

    private static IEnumerable<string> Given(ParseResult parse, IEnumerable<Option> options) => options.Where(option => parse.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    private MigrationRequest ReadFile(FileInfo given, ParseResult parse)
    {
        string[] beside = [.. Given(parse, Single())];
        if (beside.Length > 0)
        {
            throw new UsageException(
                "usage.request",
                $"{string.Join(", ", beside)} cannot be combined with {file.Name}: put {(beside.Length == 1 ? "it" : "them")} into the file.",
                $"Say it in '{given.FullName}', as POST /api/migrations takes it, or leave {file.Name} out and give options only.");
        }

        try
        {
            return JsonSerializer.Deserialize<MigrationRequest>(File.ReadAllBytes(given.FullName), StrictJson.Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException wrong)
        {
            throw new UsageException("request.file", $"'{given.FullName}' is no migration request: {wrong.Message}", "Give what POST /api/migrations takes; /openapi/v1.json of 'migrator serve' describes it.");
        }
    }

    private MigrationRequest ReadOptions(ParseResult parse)
    {
        List<InputProblem> problems = [];
        CloudName source = Cloud(problems, "source.cloud", parse.GetValue(from));
        CloudName target = Cloud(problems, "target.cloud", parse.GetValue(to));
        if (string.IsNullOrWhiteSpace(parse.GetValue(machine)))
        {
            problems.Add(new InputProblem("source.machine", "It is missing.", "'migrator clouds browse CLOUD servers' lists what there is."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidRequestException(problems);
        }

        return new MigrationRequest(
            new MachineRef(source, parse.GetValue(machine)!) { Region = parse.GetValue(region), Kind = parse.GetValue(image) ? MachineKind.Image : MachineKind.Server },
            new TargetPlace(target)
            {
                Region = parse.GetValue(targetRegion),
                Name = parse.GetValue(name),
                Vdc = parse.GetValue(vdc),
                Catalog = parse.GetValue(catalog),
                StorageProfile = parse.GetValue(storageProfile),
                Network = parse.GetValue(network),
                Flavor = parse.GetValue(flavor),
            })
        {
            Options = new MigrationOptions
            {
                RequireApproval = parse.GetValue(approval),
                Deploy = parse.GetValue(deploy),
                PowerOn = parse.GetValue(powerOn),
                Compression = parse.GetValue(compression),
                ParallelDisks = parse.GetValue(parallelDisks),
                ParallelChunks = parse.GetValue(parallelChunks),
                ChunkBytes = parse.GetValue(chunkMib) * MiB,
                DiskController = parse.GetValue(diskController),
                NetworkCard = parse.GetValue(networkCard),
                PatienceHours = parse.GetValue(patience),
                Attempts = parse.GetValue(attempts),
                ApprovalHours = parse.GetValue(approvalHours),
            },
        };
    }

    private static CloudName Cloud(List<InputProblem> problems, string field, string? text)
    {
        try
        {
            if (text is not null)
            {
                return CloudName.Parse(text);
            }

            problems.Add(new InputProblem(field, "It is missing.", "'migrator clouds list' shows what is registered."));
        }
        catch (FormatException malformed)
        {
            problems.Add(new InputProblem(field, malformed.Message, "'migrator clouds list' shows what is registered."));
        }

        return default;
    }

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value };
}
