using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Images.Packages;

/// <summary>The manifest (.mf) of a package: one digest for each of its other files (DSP0243, 5.1).</summary>
/// <param name="entries">The lines in their order.</param>
public sealed partial class Manifest(IReadOnlyList<ManifestEntry> entries)
{
    /// <summary>The longest manifest that is read: 1 MiB, the bound of vCloud Director.</summary>
    public const int LongestManifest = 1024 * 1024;

    private const int MostEntries = 2000;

    /// <summary>The lines in their order.</summary>
    public IReadOnlyList<ManifestEntry> Entries { get; } = entries;

    /// <summary>Digests one file for a manifest.</summary>
    /// <param name="fileName">The file's name within the package.</param>
    /// <param name="content">The file's bytes; read to the end, not closed.</param>
    /// <param name="algorithm">The digest.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The file's line.</returns>
    public static async Task<ManifestEntry> DigestAsync(string fileName, Stream content, DigestAlgorithm algorithm, CancellationToken cancellationToken = default)
    {
        using IncrementalHash hash = ManifestDigests.Start(algorithm);
        byte[] buffer = new byte[256 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        return new ManifestEntry(fileName, algorithm, ManifestDigests.Finish(hash));
    }

    /// <summary>The manifest as a file: lines of exactly <c>SHA1(name)= digits</c>, since importers take a space before the bracket for a part of the algorithm's name.</summary>
    /// <returns>ASCII bytes, each line ended by a line feed.</returns>
    public byte[] Write()
    {
        StringBuilder text = new();
        foreach (ManifestEntry entry in Entries)
        {
            text.Append(ManifestDigests.Word(entry.Algorithm)).Append('(').Append(entry.FileName).Append(")= ").Append(entry.Digest).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads a manifest from a stranger. Spaces around brackets and equals sign are taken as they come, since packers differ.</summary>
    /// <param name="manifest">The manifest's bytes, at most <see cref="LongestManifest"/>.</param>
    /// <returns>The manifest; no file is named twice.</returns>
    /// <exception cref="PackageException">It is too long, or a line is not understood.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> manifest)
    {
        if (manifest.Length > LongestManifest)
        {
            throw Fault($"The manifest has {manifest.Length} bytes; at most {LongestManifest} are read.");
        }

        List<ManifestEntry> entries = new();
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(manifest).Split('\n'))
        {
            number++;
            string text = line.TrimEnd('\r', ' ');
            if (text.Length == 0)
            {
                continue;
            }

            ManifestEntry entry = Entry(text, number);
            if (!names.Add(entry.FileName) || entries.Count == MostEntries)
            {
                throw Fault($"Line {number} of the manifest names '{PackageFileName.Shown(entry.FileName)}' again, or is beyond {MostEntries} files.");
            }

            entries.Add(entry);
        }

        return new Manifest(entries);
    }

    private static ManifestEntry Entry(string text, int number)
    {
        Match match = Line().Match(text);
        if (!match.Success)
        {
            throw Fault($"Line {number} of the manifest is '{PackageFileName.Shown(text)}'; expected a line such as SHA1(disk.vmdk)= 40 hexadecimal digits, or SHA256 with 64.");
        }

        DigestAlgorithm algorithm = match.Groups["algorithm"].Value == "SHA1" ? DigestAlgorithm.Sha1 : DigestAlgorithm.Sha256;
        string digest = match.Groups["digest"].Value.ToLowerInvariant();
        string name = match.Groups["name"].Value;
        if (digest.Length != ManifestDigests.HexLength(algorithm))
        {
            throw Fault($"Line {number} of the manifest has a {ManifestDigests.Word(algorithm)} digest of {digest.Length} digits instead of {ManifestDigests.HexLength(algorithm)}.");
        }

        return PackageFileName.ReadingFault(name) is { } fault ? throw Fault(fault) : new ManifestEntry(name, algorithm, digest);
    }

    private static PackageException Fault(string message) => new("package.manifest", message);

    [GeneratedRegex("^(?<algorithm>SHA1|SHA256) ?\\((?<name>[^\\r\\n]{1,255})\\) ?= ?(?<digest>[0-9A-Fa-f]{1,128})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
