using System.Runtime.CompilerServices;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.OpenStack.Compute;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;
using MigrationOrchestrator.OpenStack.Targets;
using MigrationOrchestrator.OpenStack.Volumes;

namespace MigrationOrchestrator.OpenStack.Sweeping;

/// <summary>Images, volumes, volume snapshots and servers of a project that carry a migration's mark or name, in all its regions.</summary>
/// <param name="open">Opens a region; null for the registration's own.</param>
/// <param name="options">How the cloud is asked.</param>
internal sealed class OpenStackLeftovers(Func<string?, OpenStackSession> open, OpenStackOptions options) : ILeftovers
{
    private const string ImageKind = "image";
    private const string VolumeKind = "volume";
    private const string SnapshotKind = "volumeSnapshot";

    public async IAsyncEnumerable<Leftover> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (string region in await open(null).RegionsAsync(cancellation))
        {
            OpenStackSession session = open(region);
            IGlanceApi glance = await session.ImagesAsync(cancellation);
            await foreach (Image image in glance.ImagesAsync(new ImageFilter(), options.PageSize, cancellation))
            {
                if (Of(image) is { } leftover)
                {
                    yield return leftover with { Region = region };
                }
            }

            INovaApi nova = await session.ComputeAsync(cancellation);
            await foreach (Server server in nova.ServersAsync(null, options.PageSize, cancellation))
            {
                if (MarkedBy(server.Metadata?.GetValueOrDefault(Image.KeyProperty)) is { } migration)
                {
                    yield return new Leftover(ServerDeployment.LedgerKind, server.Id, server.Name ?? "", migration) { Region = region, IsDelivery = true, IsComplete = server.Status is not ("BUILD" or "ERROR") };
                }
            }

            await foreach (Leftover leftover in VolumesAsync(session, cancellation))
            {
                yield return leftover with { Region = region };
            }
        }
    }

    public async Task RemoveAsync(Leftover leftover, CancellationToken cancellation)
    {
        OpenStackSession session = open(leftover.Region);
        switch (leftover.Kind)
        {
            case ImageKind:
                IGlanceApi glance = await session.ImagesAsync(cancellation);
                await Removal.IgnoreMissingAsync(() => glance.DeleteAsync(leftover.Id, cancellation));
                break;
            case ServerDeployment.LedgerKind:
                INovaApi nova = await session.ComputeAsync(cancellation);
                await Removal.IgnoreMissingAsync(() => nova.DeleteServerAsync(leftover.Id, cancellation));
                break;
            default:
                // Volumes and their snapshots go together: a snapshot must outlive the volumes that were made of it.
                await new VolumeChain(session, options).RemoveAsync(Leftover.KeyPrefix + leftover.Migration, cancellation);
                break;
        }
    }

    /// <summary>
    /// An image of ours: one that is delivered has the file's property, a snapshot the mark as its name, a volume's upload the volume's name.
    /// Nova hands an image's properties on to snapshots of its servers, so that a snapshot of another name is somebody's own.
    /// </summary>
    private static Leftover? Of(Image image)
    {
        string? marked = MarkedBy(image.Property(Image.KeyProperty));
        bool isSnapshot = image.Property("image_type") == "snapshot";
        return marked is not null && !isSnapshot && image.Property(Image.FileProperty) is not null
            ? new Leftover(ImageKind, image.Id, image.Name ?? "", marked) { CreatedAt = image.CreatedAt, IsDelivery = true, IsComplete = image.Status == "active" }
            : (marked is not null && image.Name == Leftover.KeyPrefix + marked ? marked : VolumeChain.MigrationOf(image.Name)) is { } migration
                ? new Leftover(ImageKind, image.Id, image.Name ?? "", migration) { CreatedAt = image.CreatedAt }
                : null;
    }

    private static string? MarkedBy(string? key) => key?.StartsWith(Leftover.KeyPrefix, StringComparison.Ordinal) == true ? key[Leftover.KeyPrefix.Length..] : null;

    private async IAsyncEnumerable<Leftover> VolumesAsync(OpenStackSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!await session.HasVolumesAsync(cancellation))
        {
            yield break;
        }

        ICinderApi cinder = await session.VolumesAsync(cancellation);
        await foreach (Volume volume in cinder.VolumesAsync(options.PageSize, cancellation))
        {
            if (VolumeChain.MigrationOf(volume.Name) is { } migration)
            {
                yield return new Leftover(VolumeKind, volume.Id, volume.Name!, migration);
            }
        }

        await foreach (VolumeSnapshot snapshot in cinder.SnapshotsAsync(options.PageSize, cancellation))
        {
            if (VolumeChain.MigrationOf(snapshot.Name) is { } migration)
            {
                yield return new Leftover(SnapshotKind, snapshot.Id, snapshot.Name!, migration);
            }
        }
    }
}
