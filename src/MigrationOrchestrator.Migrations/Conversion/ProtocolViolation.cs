using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>Something that no honest converter sends.</summary>
public static class ProtocolViolation
{
    /// <summary>The failure that ends the conversion: <c>conversion.protocol</c>.</summary>
    /// <param name="found">What was sent.</param>
    public static FailureException Of(string found) => new(new Failure("conversion.protocol", $"The converter sent {found}.")
    {
        Remedy = "Nothing of this conversion is used. The image may be hostile and have taken its converter over: examine it before it is tried again.",
    });
}
