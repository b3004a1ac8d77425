namespace MigrationOrchestrator.Migrations.Secrets;

/// <summary>A secret in memory. It prints and serialises as nothing; only <see cref="Reveal"/> gives it away, at the wire.</summary>
/// <param name="text">The secret's text.</param>
public sealed class Secret(string text)
{
    private readonly string hidden = text;

    /// <summary>The secret's text; for the request that needs it and nothing else.</summary>
    public string Reveal() => hidden;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
