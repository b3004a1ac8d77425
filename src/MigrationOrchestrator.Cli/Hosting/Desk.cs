using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Remote;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>
/// The operator's desks of a data folder: in the process that owns it where there is one, else in this process, which owns it as long as the
/// command lasts.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    private static readonly TimeSpan OwnerPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SuccessorPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OwnerInterval = TimeSpan.FromMilliseconds(100);

    private readonly Func<Task<Desk>>? open;
    private IReadOnlyList<object> held;

    private Desk(DataFolder folder, IServiceProvider services, params IReadOnlyList<object> held)
    {
        Folder = folder;
        Migrations = services.GetRequiredService<IMigrations>();
        Batches = services.GetRequiredService<IBatches>();
        BatchFiles = services.GetRequiredService<IBatchFiles>();
        Schedules = services.GetRequiredService<ISchedules>();
        Clouds = services.GetRequiredService<ICloudDesk>();
        this.held = held;
    }

    private Desk(DataFolder folder, OwnerConnection owner, Func<Task<Desk>> open)
    {
        Folder = folder;
        this.open = open;
        Migrations = new RemoteMigrations(owner);
        RemoteBatches batches = new(owner);
        Batches = batches;
        BatchFiles = batches;
        Schedules = new RemoteSchedules(owner);
        Clouds = new RemoteClouds(owner);
        IsRemote = true;
        IsServed = owner.Owner.IsService;
        IsWorking = true;
        held = [owner];
    }

    /// <summary>The data folder.</summary>
    public DataFolder Folder { get; }

    /// <summary>What can be done with migrations.</summary>
    public IMigrations Migrations { get; private set; }

    /// <summary>What can be done with batches.</summary>
    public IBatches Batches { get; private set; }

    /// <summary>The batch files that are saved under a name.</summary>
    public IBatchFiles BatchFiles { get; private set; }

    /// <summary>What can be done with schedules.</summary>
    public ISchedules Schedules { get; private set; }

    /// <summary>What can be done with clouds.</summary>
    public ICloudDesk Clouds { get; private set; }

    /// <summary>Whether another process owns the data folder and does the work.</summary>
    public bool IsRemote { get; private set; }

    /// <summary>Whether the process that does the work stays until it is told to stop, so that work may be left to it.</summary>
    public bool IsServed { get; private set; }

    /// <summary>Whether anybody does the work: the owner, or the engine in this process.</summary>
    public bool IsWorking { get; private set; }

    /// <summary>Opens the desks of the data folder that a command line names.</summary>
    /// <param name="context">The command.</param>
    /// <param name="use">What for.</param>
    /// <param name="only">Where the engine runs here: the only open migration that goes on meanwhile, with its disks; null for all.</param>
    /// <exception cref="UsageException">The folder is held by a process that does not answer, or the configuration cannot be used.</exception>
    public static Task<Desk> OpenAsync(CommandContext context, DeskUse use, InstanceId? only = null) => OpenAsync(context, use, only, TimeSpan.Zero);

    /// <summary>Opens the data folder anew, after its owner has gone: in whoever owns it by now, else in this process.</summary>
    /// <exception cref="UsageException">As when it was opened first.</exception>
    public async Task ReopenAsync()
    {
        await DisposeAsync();
        held = [];
        Desk now = await open!();
        (Migrations, Batches, BatchFiles, Schedules, Clouds) = (now.Migrations, now.Batches, now.BatchFiles, now.Schedules, now.Clouds);
        (IsRemote, IsServed, IsWorking, held) = (now.IsRemote, now.IsServed, now.IsWorking, now.held);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (object part in held)
        {
            if (part is IAsyncDisposable later)
            {
                await later.DisposeAsync();
            }
            else
            {
                (part as IDisposable)?.Dispose();
            }
        }
    }

    private static async Task<Desk> OpenAsync(CommandContext context, DeskUse use, InstanceId? only, TimeSpan leftToOthers)
    {
        DataFolder folder = context.OpenDataFolder();
        DateTimeOffset takeFrom = TimeProvider.System.GetUtcNow() + leftToOthers;
        DateTimeOffset giveUpAt = takeFrom + OwnerPatience;
        using PeriodicTimer timer = new(OwnerInterval);
        while (true)
        {
            if (TimeProvider.System.GetUtcNow() >= takeFrom && Ownership.TryTake(folder) is { } ownership)
            {
                return await OpenHereAsync(context, folder, ownership, use, only);
            }

            if (await TryOwnerAsync(folder, Reopen, context.Cancellation) is { } remote)
            {
                return remote;
            }

            if (TimeProvider.System.GetUtcNow() >= giveUpAt)
            {
                throw new UsageException("data.busy", $"Another process holds the data folder '{folder.Root}' and does not answer.", "Wait until it has started or ended, or name another folder with --data.");
            }

            await timer.WaitForNextTickAsync(context.Cancellation);
        }

        // Those who only look leave the folder to those who go on with the work, for a while.
        Task<Desk> Reopen() => OpenAsync(context, use, only, use == DeskUse.Look ? SuccessorPatience : TimeSpan.Zero);
    }

    private static async Task<Desk> OpenHereAsync(CommandContext context, DataFolder folder, Ownership ownership, DeskUse use, InstanceId? only)
    {
        try
        {
            MigratorOptions options = MigratorConfiguration.Load(folder);
            if (use == DeskUse.Look)
            {
                ServiceProvider services = Composition.ForLooking(folder, options).BuildServiceProvider();
                return new Desk(folder, services, services, ownership);
            }

            options.Engine.Continues = only is { } one ? id => id.IsWithin(one) : null;
            EmbeddedHost host = await EmbeddedHost.StartAsync(folder, options, Listening.Private(), ownership, context.Terminal, context.Cancellation);
            return new Desk(folder, host.Services, host, ownership) { IsWorking = true };
        }
        catch
        {
            ownership.Dispose();
            throw;
        }
    }

    private static async Task<Desk?> TryOwnerAsync(DataFolder folder, Func<Task<Desk>> open, CancellationToken cancellation)
    {
        if (await Ownership.FindOwnerAsync(folder, cancellation) is not { } owner)
        {
            return null;
        }

        OwnerConnection connection = new(owner);
        if (await connection.AnswersAsync(cancellation))
        {
            return new Desk(folder, connection, open);
        }

        connection.Dispose();
        return null;
    }
}
