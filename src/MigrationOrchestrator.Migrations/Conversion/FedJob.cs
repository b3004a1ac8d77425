namespace MigrationOrchestrator.Migrations.Conversion;

/// <summary>A conversion job that this process feeds.</summary>
/// <param name="Task">What is converted.</param>
/// <param name="Conversion">Who answers the converter.</param>
/// <param name="Feed">The way between them.</param>
internal sealed record FedJob(ConversionTask Task, StagedConversion Conversion, IConversionFeed Feed);
