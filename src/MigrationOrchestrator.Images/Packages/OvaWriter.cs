using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>Packs a machine into one OVA file: a ustar archive of descriptor, manifest and disks, in the order that every importer takes (DSP0243, 5.2).</summary>
public static class OvaWriter
{
    // Tar writes whole records of twenty blocks.
    private const int RecordBytes = 20 * TarHeader.BlockBytes;
    private const string DescriptorSuffix = ".ovf";

    /// <summary>Packs a machine. Nothing is held in memory but the descriptor; the same input gives the same bytes.</summary>
    /// <param name="output">Takes the archive; written once from front to end, not closed.</param>
    /// <param name="name">The package's name: the descriptor becomes <c>name.ovf</c>, the manifest <c>name.mf</c>. Up to 96 of A-Z a-z 0-9 . _ -.</param>
    /// <param name="descriptor">The descriptor, from <see cref="OvfDescriptor"/>; its References decide which files belong to the package.</param>
    /// <param name="files">The files that the References name; packed in the order of the References.</param>
    /// <param name="digest">The manifest's digest; SHA-1 is what every importer takes.</param>
    /// <param name="modified">The time written for every entry; null writes 1970-01-01, so that two packages of the same content are the same.</param>
    /// <param name="cancellationToken">Ends the writing; what was written until then is no package.</param>
    /// <exception cref="PackageException">The files are not those of the References, a name is not possible, or a file's bytes are not those that its length and digest told.</exception>
    /// <exception cref="DescriptorException">The descriptor is none.</exception>
    public static async Task WriteAsync(
        Stream output,
        string name,
        ReadOnlyMemory<byte> descriptor,
        IReadOnlyList<OvaFile> files,
        DigestAlgorithm digest = DigestAlgorithm.Sha1,
        DateTimeOffset? modified = null,
        CancellationToken cancellationToken = default)
    {
        string descriptorName = name + DescriptorSuffix;
        RequireName(descriptorName);
        List<OvaFile> ordered = InOrder(OvfReader.Read(descriptor).Files, files);
        Manifest manifest = await ManifestAsync(descriptorName, descriptor, ordered, digest, cancellationToken);

        TarArchive archive = new(output, modified ?? DateTimeOffset.UnixEpoch);
        await archive.AddAsync(descriptorName, descriptor, cancellationToken);
        await archive.AddAsync(name + ".mf", manifest.Write(), cancellationToken);
        foreach ((OvaFile? file, ManifestEntry? entry) in ordered.Zip(manifest.Entries.Skip(1)))
        {
            await using Stream content = await file.Open(cancellationToken);
            await archive.AddAsync(file, content, entry, cancellationToken);
        }

        await archive.EndAsync(RecordBytes, cancellationToken);
    }

    private static List<OvaFile> InOrder(IReadOnlyList<OvfFile> references, IReadOnlyList<OvaFile> files)
    {
        Dictionary<string, OvaFile> byName = new(StringComparer.Ordinal);
        foreach (OvaFile file in files)
        {
            RequireName(file.Name);
            if (!byName.TryAdd(file.Name, file))
            {
                throw Fault("package.files", $"The file '{file.Name}' was given twice. Give each file of the References once.");
            }
        }

        if (references.Count != files.Count)
        {
            throw Fault("package.files", $"The descriptor's References name {references.Count} files, but {files.Count} were given. Give just those.");
        }

        return [.. references.Select(reference => Matching(reference, byName))];
    }

    private static OvaFile Matching(OvfFile reference, Dictionary<string, OvaFile> byName)
    {
        if (!byName.TryGetValue(reference.Name, out OvaFile? file))
        {
            throw Fault("package.files", $"The descriptor's References name '{PackageFileName.Shown(reference.Name)}', which was not given. Give every file that they name.");
        }

        return reference.Length is { } told && told != file.Length
            ? throw Fault("package.files", $"The descriptor tells {told} bytes for '{file.Name}', but the file has {file.Length}. Write the descriptor from the file's true length.")
            : file;
    }

    private static async Task<Manifest> ManifestAsync(
        string descriptorName, ReadOnlyMemory<byte> descriptor, List<OvaFile> files, DigestAlgorithm digest, CancellationToken cancellationToken)
    {
        List<ManifestEntry> entries = new() { new(descriptorName, digest, ManifestDigests.Of(digest, descriptor.Span)) };
        foreach (OvaFile file in files)
        {
            entries.Add(await EntryAsync(file, digest, cancellationToken));
        }

        return new Manifest(entries);
    }

    private static async Task<ManifestEntry> EntryAsync(OvaFile file, DigestAlgorithm digest, CancellationToken cancellationToken)
    {
        if (file.Digest is { } known)
        {
            return known.Length == ManifestDigests.HexLength(digest) && known.All(char.IsAsciiHexDigit)
                ? new ManifestEntry(file.Name, digest, known.ToLowerInvariant())
                : throw Fault("package.digest", $"The digest given for '{file.Name}' is not {ManifestDigests.HexLength(digest)} hexadecimal digits, as {ManifestDigests.Word(digest)} has. Give that digest, or none.");
        }

        await using Stream content = await file.Open(cancellationToken);
        return await Manifest.DigestAsync(file.Name, content, digest, cancellationToken);
    }

    private static void RequireName(string name)
    {
        if (PackageFileName.WritingFault(name) is { } fault)
        {
            throw Fault("package.file_name", fault);
        }
    }

    private static PackageException Fault(string code, string message) => new(code, message);
}
