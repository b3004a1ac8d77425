namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Collects pieces in memory.</summary>
internal sealed class MemorySink : IPieceSink, IDisposable
{
    private readonly MemoryStream bytes = new();

    public byte[] ToArray() => bytes.ToArray();

    public void Dispose() => bytes.Dispose();

    public ValueTask WriteAsync(int index, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        bytes.Position = offset;
        bytes.Write(content.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Converts a raw disk.</summary>
    public static async Task<byte[]> ConvertAsync(byte[] raw, TargetImage target, int parallelism = 1)
    {
        using MemorySink sink = new();
        await using MemorySource source = new(raw);
        ConversionRequest request = new()
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
