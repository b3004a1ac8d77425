using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands.Batches;

/// <summary><c>migrator batch</c>: moves the machines of a batch file, and what can be done with batches.</summary>
internal static class BatchCommand
{
    private static readonly Argument<FileInfo?> BatchPath = new("file") { Description = "The batch file, YAML or JSON.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string?> Id = new("--id") { Description = "The batch's id, so that a repeated command starts nothing twice; else a fresh one.", HelpName = "id" };
    private static readonly Option<string?> Resume = new("--resume") { Description = "Go on with a batch that was interrupted, instead of starting one.", HelpName = "id" };

    /// <summary>Leaves the work to the process that serves the data folder.</summary>
    internal static readonly Option<bool> Detach = new("--detach") { Description = "Start it at the process that serves the data folder, and return at once." };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "batch",
            "Move the machines of a batch file and show how it goes. Interrupted or killed, it goes on with --resume.",
            "migrator batch machines.yaml",
            "migrator batch machines.yaml --id spring --detach",
            "migrator batch --resume spring") { BatchPath };
        command.Options.Add(Id);
        command.Options.Add(Resume);
        command.Options.Add(Detach);
        foreach (Command below in (IEnumerable<Command>)[.. BatchLookCommands.Create(action), .. BatchControlCommands.Create(action), BatchFileCommands.Create(action)])
        {
            command.Subcommands.Add(below);
        }

        action.Set(command, RunAsync);
        return command;
    }

    /// <summary>Reads a batch file.</summary>
    /// <exception cref="UsageException">It is too large.</exception>
    internal static async Task<BatchFile> ReadAsync(FileInfo path, CancellationToken cancellation)
        => path.Exists && path.Length > BatchLimits.FileBytes
            ? throw new UsageException("batch.file", $"'{path.FullName}' has {path.Length} bytes.", $"A batch file has at most {BatchLimits.FileBytes}; split it.")
            : BatchFile.Parse(await File.ReadAllTextAsync(path.FullName, cancellation));

    /// <summary>Says that something was started elsewhere.</summary>
    internal static int Started(CommandContext context, InstanceId id)
    {
        if (context.Json)
        {
            CliJson.WriteLine(context.Terminal, new StartedAnswer(id.Value));
        }
        else
        {
            context.Terminal.Output.MarkupLineInterpolated($"Started [bold]{id}[/]. Watch it with: migrator batch watch {id}");
        }

        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(CommandContext context)
    {
        FileInfo? path = context.Parse.GetValue(BatchPath);
        string? resumed = context.Parse.GetValue(Resume);
        if (path is null == resumed is null)
        {
            throw new UsageException("batch.file", "Neither a batch file nor --resume is given, or both.", "Give one: migrator batch FILE, or migrator batch --resume ID.");
        }

        InstanceId? chosen = context.Parse.GetValue(Id) is { } id ? InstanceIds.Batch(id, "--id") : null;
        InstanceId? known = resumed is null ? null : InstanceIds.Batch(resumed, "--resume");
        BatchFile? file = path is null ? null : await ReadAsync(path, context.Cancellation);
        await using Desk desk = await Desk.OpenAsync(context, DeskUse.Work);
        bool detached = context.Parse.GetValue(Detach);
        if (detached)
        {
            Following.DemandService(desk, "batch");
        }

        InstanceId batch = known ?? await StartAsync(desk, file!, chosen, context.Cancellation);
        return detached ? Started(context, batch) : await FollowedBatch.ToItsEndAsync(context, desk, batch);
    }

    private static async Task<InstanceId> StartAsync(Desk desk, BatchFile file, InstanceId? chosen, CancellationToken cancellation)
    {
        try
        {
            return await desk.Batches.StartAsync(file, chosen, cancellation);
        }
        catch (InstanceExistsException taken)
        {
            throw new UsageException("batch.exists", taken.Message, $"Take another --id, or none; go on with that one: migrator batch --resume {taken.InstanceId}");
        }
    }
}
