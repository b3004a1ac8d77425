using MigrationOrchestrator.Images;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>A disk of pseudo-random content and holes, as a raw file and as the qcow2 that a cloud holds.</summary>
/// <param name="Raw">The raw file.</param>
/// <param name="Qcow2">The qcow2 file of the same content.</param>
internal sealed record SeededDisk(string Raw, string Qcow2)
{
    /// <summary>Writes one.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">The files' name.</param>
    /// <param name="mebibytes">The disk's size in MiB; half of it is data.</param>
    public static async Task<SeededDisk> WriteAsync(string folder, string name, int mebibytes)
    {
        SeededDisk made = new(Path.Combine(folder, $"{name}.raw"), Path.Combine(folder, $"{name}.qcow2"));
        await using (FileStream disk = File.Create(made.Raw))
        {
            byte[] mebibyte = new byte[1 << 20];
            Random dice = new(mebibytes);
            for (int index = 0; index < mebibytes; index += 2)
            {
                dice.NextBytes(mebibyte);
                await disk.WriteAsync(mebibyte);
                disk.Seek(1 << 20, SeekOrigin.Current);
            }

            disk.SetLength((long)mebibytes << 20);
        }

        await using FileSource source = FileSource.Open(made.Raw);
        await using FilePieceSink sink = FilePieceSink.Create(made.Qcow2);
        ConversionResult written = await ImageConverter.ConvertAsync(new ConversionRequest { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.Qcow2, Sink = sink }, null, CancellationToken.None);
        sink.Complete(written.LengthBytes);
        return made;
    }
}
