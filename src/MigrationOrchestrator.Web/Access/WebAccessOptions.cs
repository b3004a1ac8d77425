namespace MigrationOrchestrator.Web.Access;

/// <summary>Who is let in.</summary>
public sealed record WebAccessOptions
{
    /// <summary>The shortest key that is accepted, in characters.</summary>
    public const int MinKeyLength = 16;

    /// <summary>Whether the host listens on loopback addresses only; true unless told.</summary>
    public bool LoopbackOnly { get; init; } = true;

    /// <summary>The key that every request must present; null demands none, which is allowed on loopback only. At least <see cref="MinKeyLength"/> characters.</summary>
    public string? Key { get; init; }

    /// <summary>Checks that the options can be used.</summary>
    /// <exception cref="InvalidOperationException">No key off loopback, or a key that can be guessed.</exception>
    internal void Check()
    {
        if (Key is null && !LoopbackOnly)
        {
            throw new InvalidOperationException("A host that listens elsewhere than on loopback needs a key. Configure one, or listen on 127.0.0.1.");
        }

        if (Key is { Length: < MinKeyLength })
        {
            throw new InvalidOperationException($"The key has {Key.Length} characters; at least {MinKeyLength} are needed.");
        }
    }
}
