using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>Compares files with an OVF manifest: lines <c>SHA1(name)= hex</c>, also SHA256; no space before the parenthesis.</summary>
internal static partial class ManifestCheck
{
    /// <summary>The longest manifest that vCloud takes.</summary>
    public const int LargestManifest = 1024 * 1024;

    /// <exception cref="InvalidDataException">A line is malformed, or a file has another digest.</exception>
    public static async Task RunAsync(string manifest, IReadOnlyDictionary<string, string> paths, CancellationToken cancellation)
    {
        foreach (string line in (await File.ReadAllTextAsync(manifest, Encoding.UTF8, cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Match entry = Line().Match(line);
            if (!entry.Success)
            {
                throw new InvalidDataException($"Invalid OVF checksum algorithm: {line[..Math.Min(line.Length, 60)]}");
            }

            string name = entry.Groups["name"].Value;
            if (paths.TryGetValue(name, out string? path))
            {
                await using FileStream file = File.OpenRead(path);
                byte[] digest = entry.Groups["algorithm"].Value == "SHA256" ? await SHA256.HashDataAsync(file, cancellation) : await Sha1Async(file, cancellation);
                if (!Convert.ToHexString(digest).Equals(entry.Groups["digest"].Value, StringComparison.OrdinalIgnoreCase))
                {
                    throw new InvalidDataException($"SHA digest of file {name} does not match manifest.");
                }
            }
        }
    }

#pragma warning disable CA5350 // OVF 1.0 manifests are SHA-1 by their specification; it guards against accidents, not against attackers.
    private static ValueTask<byte[]> Sha1Async(Stream file, CancellationToken cancellation) => SHA1.HashDataAsync(file, cancellation);
#pragma warning restore CA5350

    [GeneratedRegex(@"^(?<algorithm>SHA1|SHA256)\((?<name>[^)]+)\)\s*=\s*(?<digest>[0-9a-fA-F]{40,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
