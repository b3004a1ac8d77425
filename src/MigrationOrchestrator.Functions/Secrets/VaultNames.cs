using System.Security.Cryptography;
using System.Text;

namespace MigrationOrchestrator.Functions.Secrets;

/// <summary>Names of secrets in Key Vault, which are 1 to 127 characters <c>a-z A-Z 0-9 -</c>, compared without case.</summary>
internal static class VaultNames
{
    private const int Longest = 127;
    private const int HashDigits = 16;

    /// <summary>A path that can be a name is one; another becomes readable text with a hash of the path, so that no two paths share a name.</summary>
    public static string Of(string path)
    {
        if (path.Length <= Longest && path.All(IsAllowed))
        {
            return path;
        }

        string readable = string.Concat(path.Take(Longest - HashDigits - 1).Select(c => IsAllowed(c) ? c : '-'));
        return $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..HashDigits]}";
    }

    private static bool IsAllowed(char c) => char.IsAsciiLetterOrDigit(c) || c == '-';
}
