using System.Collections.Concurrent;
using System.Security.Cryptography;
using MigrationOrchestrator.Emulators.Hosting;

namespace MigrationOrchestrator.Emulators.OpenStack.State;

/// <summary>The tokens that are valid, and until when.</summary>
internal sealed class TokenBook(TimeSpan lifetime, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);
    private readonly IssuedTokens issued = new();

    /// <summary>The tokens that were issued, valid or not.</summary>
    public IReadOnlyList<string> Issued => issued.All;

    /// <summary>Issues a token of the shape and length of a Fernet token.</summary>
    public (string Token, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt) Issue()
    {
        string token = "gAAAAA" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(129)).Replace('+', '-').Replace('/', '_');
        issued.Add(token);
        DateTimeOffset now = clock.GetUtcNow();
        foreach ((string expired, _) in tokens.Where(held => held.Value <= now))
        {
            tokens.TryRemove(expired, out _);
        }

        tokens[token] = now + lifetime;
        return (token, now, now + lifetime);
    }

    public bool IsValid(string? token) => token is not null && tokens.TryGetValue(token, out DateTimeOffset end) && clock.GetUtcNow() < end;

    public void ExpireAll() => tokens.Clear();
}
