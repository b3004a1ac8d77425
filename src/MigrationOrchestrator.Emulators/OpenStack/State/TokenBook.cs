using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>The tokens that are valid, and until when.</summary>
internal sealed class TokenBook(TimeSpan lifetime, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);

    private readonly ConcurrentQueue<string> issued = new();

    /// <summary>All tokens that were ever issued.</summary>
    public IReadOnlyList<string> Issued => [.. issued];

    /// <summary>Issues a token of the shape and length of a Fernet token.</summary>
    public (string Token, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt) Issue()
    {
        string token = "gAAAAA" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(129)).Replace('+', '-').Replace('/', '_');
        issued.Enqueue(token);
        DateTimeOffset now = clock.GetUtcNow();
        tokens[token] = now + lifetime;
        return (token, now, now + lifetime);
    }

    public bool IsValid(string? token) => token is not null && tokens.TryGetValue(token, out DateTimeOffset end) && clock.GetUtcNow() < end;

    public void ExpireAll() => tokens.Clear();
}
