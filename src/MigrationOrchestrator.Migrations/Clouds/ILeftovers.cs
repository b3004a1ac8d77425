namespace MigrationOrchestrator.Migrations.Clouds;

/// <summary>A cloud in which what migrations made is found by their marks and names alone, whatever is left of their histories.</summary>
public interface ILeftovers
{
    /// <summary>All that carries the mark of a migration, in every region and place that the registration reaches; changes nothing.</summary>
    /// <exception cref="Durable.FailureException">The cloud could not be asked.</exception>
    IAsyncEnumerable<Leftover> ListAsync(CancellationToken cancellation);

    /// <summary>Removes one thing, if it still carries its mark; nothing there is success.</summary>
    /// <exception cref="Durable.FailureException">It could not be removed; transient while the cloud still works on it.</exception>
    Task RemoveAsync(Leftover leftover, CancellationToken cancellation);
}

/// <summary>One thing with a migration's mark.</summary>
/// <param name="Kind">The cloud's word for it, as in ledgers: image, volume, volumeSnapshot, vAppTemplate, vApp, server.</param>
/// <param name="Id">The cloud's id or href of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Migration">The migration whose mark it carries.</param>
public sealed record Leftover(string Kind, string Id, string Name, string Migration)
{
    /// <summary>How marks and names begin; the migration's id follows.</summary>
    public const string KeyPrefix = "migration-";

    /// <summary>The region, or null where the cloud has none.</summary>
    public string? Region { get; init; }

    /// <summary>When it was made; null where the cloud does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// Whether such things are what migrations deliver. Marks of delivered things are inherited by people's copies and snapshots of them, so that
    /// the mark alone does not say whose it is.
    /// </summary>
    public bool IsDelivery { get; init; }

    /// <summary>Whether it is whole: it may be in use.</summary>
    public bool IsComplete { get; init; }
}
