using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>Reads OVA files from strangers, front to end, without writing anything by itself.</summary>
public static class OvaReader
{
    // A certificate signs the manifest; it is not checked here, and bounded like it.
    private const int LongestCertificate = Manifest.LongestManifest;

    /// <summary>Reads a package and hands over each of its files.</summary>
    /// <param name="ova">The archive; need not seek, is not closed.</param>
    /// <param name="onFile">Called for each file of the References in the archive's order. The file's digest is only known to be right once this method has returned, so nothing may be built on it before.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The package.</returns>
    /// <exception cref="PackageException">The archive is cut off or damaged, does not start with its descriptor, holds anything but the plain files of the References, or a digest is wrong.</exception>
    /// <exception cref="DescriptorException">The descriptor is not safe, or no OVF 1.x.</exception>
    public static async Task<OvaPackage> ReadAsync(Stream ova, Func<OvaEntry, CancellationToken, Task> onFile, CancellationToken cancellationToken = default)
    {
        using TarReading tar = new(ova);
        if (await tar.NextAsync(cancellationToken) is not { } first || !IsNamed(first.Name, ".ovf"))
        {
            throw Fault("package.order", "The package's first entry is not its descriptor (.ovf). It is no OVA, or packed in an order that importers refuse; pack it again with the .ovf first.");
        }

        byte[] descriptor = await tar.ReadAllAsync(first, OvfReader.LongestDescriptor, cancellationToken);
        OvfEnvelope envelope = OvfReader.Read(descriptor);
        OvaContents contents = new(first.Name, descriptor, envelope);
        while (await tar.NextAsync(cancellationToken) is { } entry)
        {
            if (IsNamed(entry.Name, ".mf") && !contents.Expects(entry.Name))
            {
                contents.SetManifest(Manifest.Parse(await tar.ReadAllAsync(entry, Manifest.LongestManifest, cancellationToken)));
            }
            else if (IsNamed(entry.Name, ".cert") && !contents.Expects(entry.Name))
            {
                await tar.ReadAllAsync(entry, LongestCertificate, cancellationToken);
            }
            else
            {
                contents.Meet(entry);
                tar.Content.Digest(contents.AlgorithmsFor(entry.Name));
                await onFile(new OvaEntry(entry.Name, entry.Size, tar.Content), cancellationToken);
                await tar.Content.DrainAsync(cancellationToken);
                contents.Add(tar.Content.FinishDigests());
            }
        }

        contents.RequireWhole();
        return new OvaPackage(envelope, descriptor, contents.Manifest);
    }

    private static bool IsNamed(string name, string suffix) => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);

    private static PackageException Fault(string code, string message) => new(code, message);
}
