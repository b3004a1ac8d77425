using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Shows a migration or a batch while it goes on.</summary>
internal static class Follow
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>A look at a batch reads all its machines.</summary>
    private static readonly TimeSpan BatchInterval = TimeSpan.FromSeconds(1);

    /// <summary>Shows a migration until it has ended, or until only a person can make it go on (blocked).</summary>
    /// <param name="migrations">The operator's desk.</param>
    /// <param name="id">Which.</param>
    /// <param name="show">Told of each new state.</param>
    /// <param name="cancellation">Ends the showing; the migration goes on.</param>
    /// <returns>The last state, with its steps.</returns>
    /// <exception cref="FailureException"><c>migration.unknown</c>.</exception>
    public static Task<MigrationView> UntilEndedAsync(IMigrations migrations, InstanceId id, Action<MigrationView> show, CancellationToken cancellation)
    {
        return UntilAsync(FindAsync, IsLast, show, Interval, cancellation);

        static bool IsLast(MigrationView view) => view.State.HasEnded() || view.State == MigrationState.Blocked;

        async Task<MigrationView> FindAsync()
        {
            MigrationView view = await migrations.FindProgressAsync(id, cancellation) ?? throw Unknown(id);
            return IsLast(view) ? await migrations.FindAsync(id, cancellation) ?? view : view;
        }
    }

    /// <summary>Shows a batch until it has ended, or until only a person can make it go on (blocked).</summary>
    /// <param name="batches">The operator's desk.</param>
    /// <param name="id">Which.</param>
    /// <param name="show">Told of each new state.</param>
    /// <param name="cancellation">Ends the showing; the batch goes on.</param>
    /// <returns>The last state.</returns>
    /// <exception cref="FailureException"><c>batch.unknown</c>.</exception>
    public static Task<BatchView> UntilEndedAsync(IBatches batches, InstanceId id, Action<BatchView> show, CancellationToken cancellation)
        => UntilAsync(async () => await batches.FindAsync(id, cancellation) ?? throw UnknownBatch(id), view => view.State.HasEnded() || view.State == BatchState.Blocked, show, BatchInterval, cancellation);

    /// <summary>Writes one line of JSON for every change.</summary>
    public static Action<TView> JsonLines<TView>(Terminal terminal)
    {
        string shown = "";
        return view =>
        {
            string line = CliJson.Line(view);
            if (line != shown)
            {
                shown = line;
                terminal.Raw.WriteLine(line);
            }
        };
    }

    /// <summary>There is no such batch.</summary>
    public static FailureException UnknownBatch(InstanceId id) => new(new Failure("batch.unknown", $"There is no batch '{id}'.") { Remedy = "'migrator batch list' shows all." });

    /// <summary>There is no such migration.</summary>
    public static FailureException Unknown(InstanceId id) => new(new Failure("migration.unknown", $"There is no migration '{id}'.") { Remedy = "'migrator list' shows all." });

    private static async Task<TView> UntilAsync<TView>(Func<Task<TView>> find, Func<TView, bool> hasEnded, Action<TView> show, TimeSpan interval, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(interval);
        while (true)
        {
            TView view = await find();
            show(view);
            if (hasEnded(view))
            {
                return view;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }
}
