namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>The tokens that an emulator has issued, valid or not, so that a test can search for them where they must not be. The oldest go first where there are very many.</summary>
internal sealed class IssuedTokens
{
    private const int Capacity = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<string> tokens = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (gate)
            {
                return [.. tokens];
            }
        }
    }

    public void Add(string token)
    {
        lock (gate)
        {
            tokens.Enqueue(token);
            if (tokens.Count > Capacity)
            {
                tokens.Dequeue();
            }
        }
    }
}
