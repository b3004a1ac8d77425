namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Collects pieces in memory.</summary>
internal sealed class MemorySink : IPieceSink, IDisposable
{
    private readonly MemoryStream _bytes = new();

    public byte[] ToArray() => _bytes.ToArray();

    public void Dispose() => _bytes.Dispose();

    public ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        _bytes.Position = offset;
        _bytes.Write(content.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Converts a raw disk.</summary>
    public static async Task<byte[]> ConvertAsync(byte[] raw, TargetImage target, int parallelism = 1)
    {
        using var sink = new MemorySink();
        await using var source = new MemorySource(raw);
        var request = new ConversionRequest
        {
            Source = source,
            SourceFormat = ImageFormat.Raw,
            Target = target,
            Sink = sink,
            Level = ConversionLevel.Fast,
            Parallelism = parallelism,
        };
        await ImageConverter.ConvertAsync(request, null, TestContext.Current.CancellationToken);
        return sink.ToArray();
    }
}
