using System.Net.Http.Headers;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Http;
using MigrationOrchestrator.VCloud.Places;
using MigrationOrchestrator.VCloud.Removal;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Requests;

namespace MigrationOrchestrator.VCloud.Deliveries;

/// <summary>Brings a template into being: creates it, gives it its descriptor, and tells how far it is.</summary>
internal sealed class TemplateDelivery(VCloudConnection cloud, ResourceFinder finder, TemplateRemoval removal, TimeProvider clock)
{
    private const string DescriptorFile = "descriptor.ovf";

    private static readonly TimeSpan DescriptorLinkWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DescriptorLinkPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Creates the template, or takes up the one that an earlier attempt created.</summary>
    public async Task<Delivery> BeginAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        VAppTemplate? template = await FindOursAsync(request, cancellation);
        if (template is not null && HasFailed(template))
        {
            // What an earlier attempt left in ruins would only fail again.
            await removal.RemoveAsync(template, cancellation);
            template = null;
        }

        template ??= await CreateAsync(request, cancellation);
        return DeliveryState.Of(request, await SendDescriptorAsync(request, template, cancellation));
    }

    /// <summary>Asks how far the template is, and takes the step that is due: the descriptor where it is missing, the catalogue where the vDC created it.</summary>
    public async Task<Delivery> PollAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        VAppTemplate template = await LocateAsync(request, cancellation);
        if (HasFailed(template))
        {
            throw DeliveryState.FailureOf(template);
        }

        if (template is { Status: ResourceStatus.Unresolved, DescriptorUploaded: false } && !request.Descriptor.IsEmpty)
        {
            template = await SendDescriptorAsync(request, template, cancellation);
        }

        if (DeliveryState.IsComplete(template) && template.CatalogItem is null)
        {
            await AddToCatalogAsync(request, template, cancellation);
        }

        return DeliveryState.Of(request, template);
    }

    /// <summary>The delivery's template as it is now.</summary>
    /// <exception cref="FailureException"><c>cloud.not_found</c>, <c>cloud.not_ours</c>.</exception>
    public async Task<VAppTemplate> LocateAsync(DeliveryRequest request, CancellationToken cancellation)
        => await FindOursAsync(request, cancellation)
            ?? throw VCloudFailures.Of(FailureCodes.NotFound, $"The template '{request.Name}' is gone.", remedy: "Somebody removed it, or its upload was cancelled; start the migration again.");

    private static bool HasFailed(VAppTemplate template) => template.Status is ResourceStatus.FailedCreation or ResourceStatus.TransferTimeout || template.Tasks.Any(task => task.HasFailed);

    private async Task<VAppTemplate?> FindOursAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        if (request.ResourceId is { } id && await Existing.OrNull(cloud.Templates.GetAsync(ResourceFinder.Address(id), cancellation)) is { } known)
        {
            return Mark.IsOn(known.Description, request.Key) ? known : throw NotOurs(known.Name);
        }

        return request.ResourceId is not null ? null
            : (await finder.FindTemplatesAsync(request.Name, request.Place.Ids, cancellation)).FirstOrDefault(template => Mark.IsOn(template.Description, request.Key));
    }

    private static FailureException NotOurs(string name)
        => VCloudFailures.Of("cloud.not_ours", $"'{name}' does not carry this migration's mark in its description any more.", remedy: "Somebody changed it; look at it and remove it by hand if it is not needed.");

    private async Task<VAppTemplate> CreateAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        Uri action = await UploadActionAsync(request, cancellation);
        Uri? profile = request.Place.Ids.TryGetValue(PlaceIds.StorageProfile, out string? text) ? ResourceFinder.Address(text) : null;
        CreatedTemplate created = await cloud.Templates.CreateAsync(action, new UploadTemplate(request.Name, Mark.Describe(request.Key), profile), cancellation);
        return await cloud.Templates.GetAsync(created.Template, cancellation);
    }

    /// <summary>A catalogue's upload action (since 5.5), else that of the vDC (gone by 36): whichever the cloud offers.</summary>
    private async Task<Uri> UploadActionAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        Catalog catalog = await cloud.Directory.GetCatalogAsync(ResourceFinder.Address(request.Place.Ids[PlaceIds.Catalog]), cancellation);
        if (catalog.Items.Any(item => item.Name == request.Name))
        {
            throw VCloudFailures.Of(
                FailureCodes.DuplicateName, $"The catalogue '{catalog.Name}' already has an item '{request.Name}' that is not this migration's.", remedy: "Choose another name, or remove that item.");
        }

        if (catalog.Links.Find("add", VCloudTypes.UploadTemplate) is { } add)
        {
            return add.Href;
        }

        Vdc vdc = await cloud.Directory.GetVdcAsync(ResourceFinder.Address(request.Place.Ids[PlaceIds.Vdc]), cancellation);
        return vdc.Links.Find("add", VCloudTypes.UploadTemplate)?.Href
            ?? throw VCloudFailures.Of(
                FailureCodes.Forbidden,
                $"The cloud offers no upload to the catalogue '{catalog.Name}' or the vDC '{vdc.Name}'.",
                remedy: "Choose a catalogue of the organisation's own, or have the user's role extended.");
    }

    private async Task<VAppTemplate> SendDescriptorAsync(DeliveryRequest request, VAppTemplate template, CancellationToken cancellation)
    {
        long started = clock.GetTimestamp();
        while (template is { Status: ResourceStatus.Unresolved, DescriptorUploaded: false })
        {
            TransferFile? asked = template.Files.FirstOrDefault(file => file.Name == DescriptorFile);
            if (asked is not null && asked.Accepted >= request.Descriptor.Length)
            {
                return template;
            }

            if (asked?.Upload is { } upload)
            {
                await PutDescriptorAsync(upload, request.Descriptor, asked.Accepted, cancellation);
                return await cloud.Templates.GetAsync(template.Href, cancellation);
            }

            if (clock.GetElapsedTime(started) > DescriptorLinkWait)
            {
                throw VCloudFailures.Of(FailureCodes.Busy, $"The cloud has not asked for the descriptor of '{template.Name}' for {DescriptorLinkWait.TotalSeconds:0} s.", transient: true);
            }

            await Task.Delay(DescriptorLinkPause, clock, cancellation);
            template = await cloud.Templates.GetAsync(template.Href, cancellation);
        }

        return template;
    }

    /// <summary>Sends the descriptor, or what of it a broken attempt left to be sent.</summary>
    private async Task PutDescriptorAsync(Uri upload, ReadOnlyMemory<byte> descriptor, long accepted, CancellationToken cancellation)
    {
        using ByteArrayContent content = new(descriptor[(int)accepted..].ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml");
        if (accepted > 0)
        {
            content.Headers.ContentRange = new ContentRangeHeaderValue(accepted, descriptor.Length - 1, descriptor.Length);
        }

        await cloud.Templates.PutAsync(upload, content, cancellation);
    }

    private async Task AddToCatalogAsync(DeliveryRequest request, VAppTemplate template, CancellationToken cancellation)
    {
        // The collection of items is where every version has it; not every version links to it.
        UriBuilder items = new(ResourceFinder.Address(request.Place.Ids[PlaceIds.Catalog]));
        items.Path = items.Path.TrimEnd('/') + "/catalogItems";
        await cloud.Templates.AddItemAsync(items.Uri, new AddCatalogItem(request.Name, Mark.Describe(request.Key), template.Href), cancellation);
    }
}
