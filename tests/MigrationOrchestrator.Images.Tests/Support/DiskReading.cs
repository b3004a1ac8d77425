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
        var content = new byte[disk.VirtualSizeBytes];
        for (var position = 0; position < content.Length; position += pieceBytes)
        {
            await disk.ReadAsync(position, content.AsMemory(position, Math.Min(pieceBytes, content.Length - position)), TestContext.Current.CancellationToken);
        }

        return content;
    }

    /// <summary>Demands that a disk holds exactly this content.</summary>
    public static async Task AssertContentAsync(this IDiskReader disk, byte[] expected, int pieceBytes)
    {
        var content = await disk.ReadAllAsync(pieceBytes);
        Assert.True(expected.AsSpan().SequenceEqual(content), "the disk's content differs");
    }

    public static async Task<GuestDigest> DigestAsync(string path, ImageFormat format)
    {
        await using var source = FileSource.Open(path);
        await using var disk = await DiskImage.OpenAsync(source, format, TestContext.Current.CancellationToken);
        return await GuestDigest.ComputeAsync(disk, 2, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Converts a file to a file.</summary>
    public static async Task<ConversionResult> ConvertAsync(
        string from, ImageFormat format, string to, TargetImage target, Func<ConversionRequest, ConversionRequest>? adjust = null)
    {
        await using var source = FileSource.Open(from);
        await using var sink = FilePieceSink.Open(to);
        var request = new ConversionRequest { Source = source, SourceFormat = format, Target = target, Sink = sink, Parallelism = 2 };
        var result = await ImageConverter.ConvertAsync(adjust?.Invoke(request) ?? request, null, TestContext.Current.CancellationToken);
        sink.Complete(result.LengthBytes);
        return result;
    }
}
