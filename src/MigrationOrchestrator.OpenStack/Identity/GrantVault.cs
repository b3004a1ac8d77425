using System.Collections.Concurrent;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Settings;

namespace MigrationOrchestrator.OpenStack.Identity;

/// <summary>Keeps grants in this process's memory while they last, so that a hundred calls log in once.</summary>
internal sealed class GrantVault(AuthenticationV3 version3, AuthenticationV2 version2, TimeProvider clock) : IDisposable
{
    /// <summary>A token that ends sooner than this is renewed before it is used, so that it lasts for the request.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Slot> slots = new(StringComparer.Ordinal);

    /// <summary>The grants of one registration.</summary>
    public IGrants For(OpenStackSettings settings) => new View(this, SlotOf(settings), settings);

    /// <summary>Logs in anew, whatever is remembered.</summary>
    public async Task<Grant> AuthenticateAsync(OpenStackSettings settings, CancellationToken cancellation)
    {
        IAuthentication authentication = settings.IsVersion2 ? version2 : version3;
        Grant grant = await authentication.AuthenticateAsync(settings, cancellation);
        Volatile.Write(ref SlotOf(settings).Current, grant);
        return grant;
    }

    public void Dispose()
    {
        foreach (Slot slot in slots.Values)
        {
            slot.Door.Dispose();
        }
    }

    private Slot SlotOf(OpenStackSettings settings) => slots.GetOrAdd(settings.Fingerprint, _ => new Slot());

    private async Task<Grant> GetAsync(Slot slot, OpenStackSettings settings, CancellationToken cancellation)
    {
        if (Usable(slot) is { } ready)
        {
            return ready;
        }

        await slot.Door.WaitAsync(cancellation);
        try
        {
            return Usable(slot) ?? await AuthenticateAsync(settings, cancellation);
        }
        finally
        {
            slot.Door.Release();
        }
    }

    private Grant? Usable(Slot slot) => Volatile.Read(ref slot.Current) is { } grant && grant.ExpiresAt - clock.GetUtcNow() > Margin ? grant : null;

#pragma warning disable CA1001 // Its door is disposed by the vault, which alone makes slots.
    private sealed class Slot
#pragma warning restore CA1001
    {
        public readonly SemaphoreSlim Door = new(1);
        public Grant? Current;
    }

    private sealed class View(GrantVault vault, Slot slot, OpenStackSettings settings) : IGrants
    {
        public Task<Grant> GetAsync(CancellationToken cancellation) => vault.GetAsync(slot, settings, cancellation);

        public void Forget(Grant grant) => Interlocked.CompareExchange(ref slot.Current, null, grant);
    }
}
