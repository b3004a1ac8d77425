using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Conversion.Containers;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion;

/// <summary>Chooses, at first use and for the host's life, a container where an engine answers and has the image, else a process; and says which and why.</summary>
/// <param name="container">The container runner.</param>
/// <param name="process">The process runner.</param>
/// <param name="log">Where the choice and what it lacks are told.</param>
internal sealed partial class AutoRunner(ContainerRunner container, ProcessRunner process, ILogger<AutoRunner> log) : IConversionRunner, IAsyncDisposable
{
    private readonly SemaphoreSlim choosing = new(1, 1);
    private (IConversionRunner Runner, RunnerDescription Description)? chosen;

    /// <inheritdoc/>
    public async Task<RunnerDescription> DescribeAsync(CancellationToken cancellation) => (await ChooseAsync(cancellation)).Description;

    /// <inheritdoc/>
    public async Task StartAsync(ConversionJob job, CancellationToken cancellation) => await (await ChooseAsync(cancellation)).Runner.StartAsync(job, cancellation);

    /// <inheritdoc/>
    public async Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation)
        => await (await ChooseAsync(cancellation)).Runner.PollAsync(key, patience, cancellation);

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken cancellation) => await (await ChooseAsync(cancellation)).Runner.RemoveAsync(key, cancellation);

    /// <summary>Closes both.</summary>
    public async ValueTask DisposeAsync()
    {
        await container.DisposeAsync();
        await process.DisposeAsync();
        choosing.Dispose();
    }

    private async Task<(IConversionRunner Runner, RunnerDescription Description)> ChooseAsync(CancellationToken cancellation)
    {
        await choosing.WaitAsync(cancellation);
        try
        {
            return chosen ??= await LookAsync(cancellation);
        }
        finally
        {
            choosing.Release();
        }
    }

    private async Task<(IConversionRunner Runner, RunnerDescription Description)> LookAsync(CancellationToken cancellation)
    {
        try
        {
            RunnerDescription description = await container.DescribeAsync(cancellation);
            Chose(description.Name, description.Missing);
            return (container, description);
        }
        catch (FailureException none) when (none.Failure.Code is "conversion.no_engine" or "conversion.image_missing")
        {
            RunnerDescription description = await process.DescribeAsync(cancellation);
            ChoseInsteadOfContainer(description.Name, none.Failure.Message, description.Missing);
            return (process, description);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Conversions run in {Runner}; missing protections: [{Missing}]")]
    private partial void Chose(string runner, IReadOnlyList<string> missing);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Information, Message = "Conversions run in {Runner}, not in a container: {Reason} Missing protections: [{Missing}]")]
    private partial void ChoseInsteadOfContainer(string runner, string reason, IReadOnlyList<string> missing);
}
