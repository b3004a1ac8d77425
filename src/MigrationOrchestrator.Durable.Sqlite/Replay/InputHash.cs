using System.Security.Cryptography;
using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite.Replay;

/// <summary>What histories keep of an input to compare it in replays: the first 16 bytes of its SHA-256, in hexadecimal.</summary>
internal static class InputHash
{
    private const int StackLimit = 1024;

    public static string Of(string json)
    {
        int max = Encoding.UTF8.GetMaxByteCount(json.Length);
        Span<byte> utf8 = max <= StackLimit ? stackalloc byte[StackLimit] : new byte[max];
        utf8 = utf8[..Encoding.UTF8.GetBytes(json, utf8)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, hash);
        return Convert.ToHexStringLower(hash[..16]);
    }
}
