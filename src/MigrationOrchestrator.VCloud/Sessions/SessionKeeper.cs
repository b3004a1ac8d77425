namespace MigrationOrchestrator.VCloud.Sessions;

/// <summary>Keeps one cloud's session in memory: started when first needed, renewed when the cloud no longer knows it, ended when it idles.</summary>
internal sealed class SessionKeeper(SignIn signIn, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private Session? current;
    private long lastUsed;

    public async ValueTask<Session> GetAsync(CancellationToken cancellation)
    {
        Volatile.Write(ref lastUsed, clock.GetTimestamp());
        return Volatile.Read(ref current) ?? await ReplaceAsync(null, cancellation);
    }

    /// <summary>A session other than one that was refused; whoever comes second takes the first one's.</summary>
    public Task<Session> RenewAsync(Session refused, CancellationToken cancellation) => ReplaceAsync(refused, cancellation);

    /// <summary>Ends the session where nobody has used it for a while.</summary>
    public async Task EndIdleAsync(TimeSpan idle, CancellationToken cancellation)
    {
        if (clock.GetElapsedTime(Volatile.Read(ref lastUsed)) >= idle)
        {
            await EndAsync(cancellation);
        }
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref current, null) is { } ended)
        {
            await signIn.EndAsync(ended, cancellation);
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<Session> ReplaceAsync(Session? refused, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (Volatile.Read(ref current) is { } fresh && fresh != refused)
            {
                return fresh;
            }

            Session started = await signIn.StartAsync(cancellation);
            Volatile.Write(ref current, started);
            return started;
        }
        finally
        {
            turn.Release();
        }
    }
}
