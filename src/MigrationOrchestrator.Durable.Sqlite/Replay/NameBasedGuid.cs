using System.Security.Cryptography;
using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>Version 5 ids (RFC 9562, section 5.5) over a text, in a namespace of this engine.</summary>
internal static class NameBasedGuid
{
    private static readonly byte[] Namespace = new Guid("7d4c1a52-6a0d-4a9c-9a52-0f6f1b9b6a11").ToByteArray(bigEndian: true);

    public static Guid Of(string name)
    {
        byte[] bytes = [.. Namespace, .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // The RFC prescribes SHA-1; nothing is protected by it.
        byte[] hash = SHA1.HashData(bytes);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
