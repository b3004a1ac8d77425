using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Shows a migration while it goes on.</summary>
internal static class Follow
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Shows a migration until it has ended, or until only a person can make it go on (blocked).</summary>
    /// <param name="migrations">The operator's desk.</param>
    /// <param name="id">Which.</param>
    /// <param name="show">Told of each new state.</param>
    /// <param name="cancellation">Ends the showing; the migration goes on.</param>
    /// <returns>The last state, with its steps.</returns>
    /// <exception cref="FailureException"><c>migration.unknown</c>.</exception>
    public static async Task<MigrationView> UntilEndedAsync(IMigrations migrations, InstanceId id, Action<MigrationView> show, CancellationToken cancellation)
    {
        using PeriodicTimer timer = new(Interval);
        while (true)
        {
            MigrationView view = await migrations.FindProgressAsync(id, cancellation) ?? throw Unknown(id);
            bool isLast = view.State.HasEnded() || view.State == MigrationState.Blocked;
            view = isLast ? await migrations.FindAsync(id, cancellation) ?? view : view;
            show(view);
            if (isLast)
            {
                return view;
            }

            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>There is no such migration.</summary>
    public static FailureException Unknown(InstanceId id) => new(new Failure("migration.unknown", $"There is no migration '{id}'.") { Remedy = "'migrator list' shows all." });
}
