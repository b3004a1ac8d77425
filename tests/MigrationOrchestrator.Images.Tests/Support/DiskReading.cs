namespace MigrationOrchestrator.Images.Tests.Support;

/// <summary>Reads whole disks for comparison.</summary>
internal static class DiskReading
{
    /// <summary>The format of what a conversion writes.</summary>
    public static ImageFormat Format(this TargetImage target) => target switch
    {
        TargetImage.VmdkStreamOptimized => ImageFormat.Vmdk,
        TargetImage.Raw => ImageFormat.Raw,
        TargetImage.VhdFixed or TargetImage.VhdDynamic => ImageFormat.Vhd,
        _ => ImageFormat.Qcow2,
    };

    public static async Task<byte[]> ReadAllAsync(this IDiskReader disk, int pieceBytes = 1 << 20)
    {
        byte[] content = new byte[disk.VirtualSizeBytes];
        for (int position = 0; position < content.Length; position += pieceBytes)
        {
            await disk.ReadAsync(position, content.AsMemory(position, Math.Min(pieceBytes, content.Length - position)), TestContext.Current.CancellationToken);
        }

        return content;
    }

    /// <summary>Demands that a disk holds exactly this content.</summary>
    public static async Task AssertContentAsync(this IDiskReader disk, byte[] expected, int pieceBytes)
    {
        byte[] content = await disk.ReadAllAsync(pieceBytes);
        Assert.True(expected.AsSpan().SequenceEqual(content), "the disk's content differs");
    }

    public static async Task<GuestDigest> DigestAsync(string path, ImageFormat format)
    {
        await using FileSource source = FileSource.Open(path);
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, TestContext.Current.CancellationToken);
        return await GuestDigest.ComputeAsync(disk, 2, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Converts a file to a file.</summary>
    public static async Task<ConversionResult> ConvertAsync(
        string from, ImageFormat format, string to, TargetImage target, Func<ConversionRequest, ConversionRequest>? adjust = null)
    {
        await using FileSource source = FileSource.Open(from);
        await using FilePieceSink sink = FilePieceSink.Open(to);
        ConversionRequest request = new() { Source = source, SourceFormat = format, Target = target, Sink = sink, Parallelism = 2 };
        ConversionResult result = await ImageConverter.ConvertAsync(adjust?.Invoke(request) ?? request, null, TestContext.Current.CancellationToken);
        sink.Complete(result.LengthBytes);
        return result;
    }
}
