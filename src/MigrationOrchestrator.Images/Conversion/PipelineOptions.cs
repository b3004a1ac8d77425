namespace MigrationOrchestrator.Images.Conversion;

/// <summary>How a pipeline runs, apart from what it reads and writes.</summary>
internal sealed record PipelineOptions(
    int Parallelism,
    int MinPieceBytes,
    IPieceSink? Sink,
    CompressorSet? Compressors,
    string Fingerprint,
    ConversionCheckpoint? ResumeFrom,
    Func<ConversionCheckpoint, CancellationToken, ValueTask>? OnCheckpoint,
    IProgress<ConversionProgress>? Progress)
{
    public static PipelineOptions For(
        ConversionRequest request, CompressorSet? compressors, string fingerprint, IProgress<ConversionProgress>? progress) =>
        new(request.Parallelism, request.MinPieceBytes, request.Sink, compressors, fingerprint, request.ResumeFrom, request.OnCheckpoint, progress);

    public static PipelineOptions ForDigest(int parallelism, IProgress<ConversionProgress>? progress) =>
        new(parallelism, 1, null, null, "", null, null, progress);
}
