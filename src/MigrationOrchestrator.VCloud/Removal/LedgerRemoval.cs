using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Removal;

/// <summary>Removes what a ledger entry names, by id or else by place and name, and only where it carries the migration's mark.</summary>
internal sealed class LedgerRemoval(VCloudConnection cloud, ResourceFinder finder, TemplateRemoval templates, VAppRemoval vApps)
{
    /// <summary>The kind of a delivery's ledger entry.</summary>
    public const string Template = "vAppTemplate";

    /// <summary>The kind of a deployment's ledger entry.</summary>
    public const string VApp = "vApp";

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        switch (entry.Kind)
        {
            case Template:
                foreach (VAppTemplate template in await LocateAsync(entry, cloud.Templates.GetAsync, finder.FindTemplatesAsync, one => one.Description, cancellation))
                {
                    await templates.RemoveAsync(template, cancellation);
                }

                break;
            case VApp:
                foreach (Representations.VApp vApp in await LocateAsync(entry, cloud.VApps.GetAsync, finder.FindVAppsAsync, one => one.Description, cancellation))
                {
                    await vApps.RemoveAsync(vApp, cancellation);
                }

                break;
            default:
                throw VCloudFailures.Of("ledger.unknown_kind", $"A vCloud Director has no '{entry.Kind}'.", remedy: $"Use {Template} or {VApp}.");
        }
    }

    private static async Task<IReadOnlyList<T>> LocateAsync<T>(
        LedgerEntry entry,
        Func<Uri, CancellationToken, Task<T>> get,
        Func<string, IReadOnlyDictionary<string, string>?, CancellationToken, Task<IReadOnlyList<T>>> find,
        Func<T, string> description,
        CancellationToken cancellation)
        where T : class
    {
        if (entry.Id is { } id && await Existing.OrNull(get(ResourceFinder.Address(id), cancellation)) is { } known)
        {
            return Mark.IsOn(description(known), entry.Key) ? [known] : throw VCloudFailures.Of(
                "cloud.not_ours",
                $"The {entry.Kind} '{entry.Name}' does not carry this migration's mark in its description any more and was left alone.",
                remedy: "Look at it, and remove it by hand if it is not needed.");
        }

        return [.. (await find(entry.Name, entry.Place, cancellation)).Where(one => Mark.IsOn(description(one), entry.Key))];
    }
}
