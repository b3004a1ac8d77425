using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>What was met of a package so far, held against what its descriptor and manifest promise.</summary>
internal sealed class OvaContents
{
    private static readonly DigestAlgorithm[] All = [DigestAlgorithm.Sha1, DigestAlgorithm.Sha256];

    private readonly Dictionary<string, OvfFile> expected;
    private readonly List<ManifestEntry> digests;
    private readonly HashSet<string> met = new(StringComparer.Ordinal);
    private readonly string descriptorName;

    public OvaContents(string descriptorName, byte[] descriptor, OvfEnvelope envelope)
    {
        this.descriptorName = descriptorName;
        expected = envelope.Files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        digests = [.. All.Select(algorithm => new ManifestEntry(descriptorName, algorithm, ManifestDigests.Of(algorithm, descriptor)))];
    }

    public Manifest? Manifest { get; private set; }

    public bool Expects(string name) => expected.ContainsKey(name);

    public void SetManifest(Manifest manifest) =>
        Manifest = Manifest is null ? manifest : throw Fault("package.manifest", "The package has two manifests. It is refused; ask for one with a single .mf file.");

    /// <summary>Takes note of a file's header.</summary>
    public void Meet(TarHeader entry)
    {
        string shown = PackageFileName.Shown(entry.Name);
        if (!expected.TryGetValue(entry.Name, out OvfFile? file))
        {
            throw Fault("package.files", $"The package holds '{shown}', which the descriptor's References do not name. It is refused; ask for a package without it.");
        }

        if (!met.Add(entry.Name))
        {
            throw Fault("package.files", $"The package holds '{shown}' twice. It is refused; ask for one where it is once.");
        }

        if (file.Length is { } told && told != entry.Size)
        {
            throw Fault("package.length", $"The file '{shown}' has {entry.Size} bytes in the package, but the descriptor tells {told}. It is refused; ask for a package that was not changed after it was described.");
        }
    }

    /// <summary>The digests that the file needs: what the manifest says, or all while the manifest may still come.</summary>
    public IEnumerable<DigestAlgorithm> AlgorithmsFor(string name) => Manifest is null
        ? All
        : Manifest.Entries.Where(entry => entry.FileName == name).Select(entry => entry.Algorithm);

    public void Add(IEnumerable<ManifestEntry> digests) => this.digests.AddRange(digests);

    /// <summary>Checks at the archive's end that all promised files came, with the promised digests.</summary>
    public void RequireWhole()
    {
        if (expected.Keys.FirstOrDefault(name => !met.Contains(name)) is { } missing)
        {
            throw Fault("package.files", $"The package ends without '{PackageFileName.Shown(missing)}', which its descriptor names. It is not whole; fetch it again.");
        }

        if (Manifest is null)
        {
            return;
        }

        HashSet<string> promised = Manifest.Entries.Select(entry => entry.FileName).ToHashSet(StringComparer.Ordinal);
        if (met.Prepend(descriptorName).FirstOrDefault(name => !promised.Contains(name)) is { } unpromised)
        {
            throw Fault("package.manifest", $"The manifest has no line for '{PackageFileName.Shown(unpromised)}'. It is refused; ask for a package with a whole manifest.");
        }

        ILookup<(string FileName, DigestAlgorithm Algorithm), string> found = digests.ToLookup(digest => (digest.FileName, digest.Algorithm), digest => digest.Digest);
        foreach (ManifestEntry entry in Manifest.Entries)
        {
            if (found[(entry.FileName, entry.Algorithm)].SingleOrDefault() is not { } digest)
            {
                throw Fault("package.manifest", $"The manifest has a line for '{PackageFileName.Shown(entry.FileName)}', which is not in the package. It is not whole; fetch it again.");
            }

            if (digest != entry.Digest)
            {
                throw Fault("package.digest", $"The {ManifestDigests.Word(entry.Algorithm)} digest of '{PackageFileName.Shown(entry.FileName)}' is {digest}, but the manifest tells {entry.Digest}. The file is damaged; fetch the package again.");
            }
        }
    }

    private static PackageException Fault(string code, string message) => new(code, message);
}
