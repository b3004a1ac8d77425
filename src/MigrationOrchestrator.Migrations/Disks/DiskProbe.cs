using System.Security.Cryptography;

namespace MigrationOrchestrator.Migrations.Disks;

/// <summary>What reading a disk will be like.</summary>
/// <param name="SizeBytes">Length of the image file in bytes.</param>
/// <param name="Format">The cloud's word for its format (Glance's <c>disk_format</c>: qcow2, raw, vmdk, vhd).</param>
/// <param name="Ranged">Whether byte ranges were tried and work.</param>
public sealed record DiskProbe(long SizeBytes, string Format, bool Ranged)
{
    /// <summary>Guest-visible size in bytes, or null where the cloud does not say.</summary>
    public long? VirtualSizeBytes { get; init; }

    /// <summary>The algorithm of <see cref="HashValue"/> (Glance's <c>os_hash_algo</c>), such as sha512; null where there is no hash.</summary>
    public string? HashAlgorithm { get; init; }

    /// <summary>The hash of the whole image file in lower-case hexadecimal (Glance's <c>os_hash_value</c>).</summary>
    public string? HashValue { get; init; }

    /// <summary>The algorithm of the hash; null where there is no hash, or one of a kind that is not known here.</summary>
    internal HashAlgorithmName? FindHash() => HashValue is null ? null : HashAlgorithm switch
    {
        "sha512" => HashAlgorithmName.SHA512,
        "sha384" => HashAlgorithmName.SHA384,
        "sha256" => HashAlgorithmName.SHA256,
        "sha1" => HashAlgorithmName.SHA1,
        "md5" => HashAlgorithmName.MD5,
        _ => null,
    };
}
