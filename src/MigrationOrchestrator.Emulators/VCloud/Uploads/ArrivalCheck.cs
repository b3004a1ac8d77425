using MigrationOrchestrator.Emulators.VCloud.Model;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>Looks at what has come as the hypervisor's importer does: digests where a manifest was asked for, then every disk from end to end.</summary>
internal static class ArrivalCheck
{
    private const int BufferBytes = 1024 * 1024;

    /// <exception cref="InvalidDataException">Something is not as promised.</exception>
    public static async Task RunAsync(TemplateModel template, IReadOnlyList<TransferFile> files, CancellationToken cancellation)
    {
        if (files.FirstOrDefault(file => file.Name == TransferModel.ManifestFile) is { } manifest)
        {
            await ManifestCheck.RunAsync(manifest.Path, files.ToDictionary(file => file.Name, file => file.Path), cancellation);
        }

        foreach (DescribedDisk disk in template.Descriptor!.Disks)
        {
            await using FileStream file = new(Path.Combine(template.Folder, disk.File), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes, useAsync: true);
            long capacity = await new StreamOptimizedCheck(file).RunAsync(cancellation);
            if (capacity != disk.CapacityBytes)
            {
                throw new InvalidDataException($"CapacitySize mismatch: the descriptor says {disk.CapacityBytes} bytes of '{disk.File}', the disk has {capacity}.");
            }
        }
    }
}
