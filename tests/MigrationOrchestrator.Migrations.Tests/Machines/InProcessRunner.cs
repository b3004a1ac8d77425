using System.Collections.Concurrent;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Migrations.Tests.Machines;

/// <summary>Runs our own converter in the test's process: what is tested here is the flow, not the walls.</summary>
internal sealed class InProcessRunner : IConversionRunner
{
    private readonly ConcurrentDictionary<string, string> reports = new();

    public Task<RunnerDescription> DescribeAsync(CancellationToken cancellation) => Task.FromResult(new RunnerDescription("in-process", [], ["everything"]));

    public async Task StartAsync(ConversionJob job, CancellationToken cancellation)
    {
        if (reports.ContainsKey(job.Key))
        {
            return;
        }

        await using FileSource source = FileSource.Open(job.InputPath);
        await using FilePieceSink sink = FilePieceSink.Open(Path.Combine(job.OutputFolder, job.OutputFile));
        ConversionResult result = await ImageConverter.ConvertAsync(new ConversionRequest { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.VmdkStreamOptimized, Sink = sink }, null, cancellation);
        sink.Complete(result.LengthBytes);
        reports[job.Key] = DurableJson.Serialize(new ConverterReport(result.VirtualSizeBytes, result.GuestDigest.ToString()) { LengthBytes = result.LengthBytes, Compressors = result.Compressors });
    }

    public Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation)
        => Task.FromResult(reports.TryGetValue(key, out string? report)
            ? new ConversionJobState(ConversionPhase.Succeeded, 0, report, "", 0)
            : new ConversionJobState(ConversionPhase.Lost, null, "", "", 0));

    public Task RemoveAsync(string key, CancellationToken cancellation)
    {
        reports.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
