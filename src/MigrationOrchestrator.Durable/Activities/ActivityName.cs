namespace MigrationOrchestrator.Durable;

/// <summary>An activity's name with the types of its input and output, so that callers cannot mix them up.</summary>
/// <typeparam name="TInput">The input's type; serialised as JSON.</typeparam>
/// <typeparam name="TOutput">The output's type; serialised as JSON.</typeparam>
/// <param name="Value">The name that histories hold; never changes once instances exist.</param>
public sealed record ActivityName<TInput, TOutput>(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
