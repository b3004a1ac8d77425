using System.Net;
using System.Text.Json.Nodes;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.OpenStack.Http;
using MigrationOrchestrator.OpenStack.Images;

namespace MigrationOrchestrator.OpenStack.Targets;

/// <summary>Delivers a machine's files as private images, one a file, found again by the migration's mark.</summary>
internal sealed class ImageDelivery(OpenStackSession session, OpenStackOptions options)
{
    private const long GiB = 1L << 30;

    public async Task<Delivery> BeginAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        Dictionary<string, Image> images = await FindAsync(glance, request.Key, cancellation);
        foreach (DeliveryFile file in request.Files)
        {
            Image? image = images.GetValueOrDefault(file.Name);
            images[file.Name] = image is null || IsLost(image, file) ? await RenewAsync(glance, request, file, image, cancellation) : image;
        }

        return DeliveryOf(request, images);
    }

    public async Task<Delivery> PollAsync(DeliveryRequest request, CancellationToken cancellation)
    {
        Dictionary<string, Image> images = await FindAsync(await session.ImagesAsync(cancellation), request.Key, cancellation);
        foreach (DeliveryFile file in request.Files)
        {
            Verify(file, images.GetValueOrDefault(file.Name) ?? throw OpenStackFailures.Fail(
                "target.delivery_gone", $"The image for {file.Name} is gone from the target cloud; somebody removed it.", "Start the migration again."));
        }

        return DeliveryOf(request, images);
    }

    public async Task<long> UploadAsync(DeliveryRequest request, DeliveryPiece piece, Stream content, CancellationToken cancellation)
    {
        if (piece.Offset != 0 || piece.Length != piece.FileSizeBytes)
        {
            throw new ArgumentException($"Glance takes a file as one stream: bytes {piece.Offset} to {piece.Offset + piece.Length} of {piece.FileSizeBytes} were given.", nameof(piece));
        }

        IGlanceApi glance = await session.ImagesAsync(cancellation);
        Image image = (await FindAsync(glance, request.Key, cancellation)).GetValueOrDefault(piece.File)
            ?? throw OpenStackFailures.Fail("target.delivery_gone", $"There is no image for {piece.File} in the target cloud.", "Start the migration again.");
        DeliveryFile file = request.Files.Single(file => file.Name == piece.File);
        switch (image.Status)
        {
            case var _ when IsLost(image, file):
                image = await RenewAsync(glance, request, file, image, cancellation);
                break;
            case "active":
                return piece.Length;
            case "saving":
                throw Busy(image, piece);
        }

        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using UploadContent upload = new(content, piece.Length, options, patience);
        try
        {
            using HttpResponseMessage response = await glance.UploadAsync(image.Id, upload, piece.Length, patience.Token);
            if (await OpenStackFailures.FromAnswerAsync(response) is { } wrong)
            {
                throw wrong is FailureException refused ? await AsUploadAsync(request, refused, response.StatusCode, cancellation) : wrong;
            }

            // A stream that a proxy cut short may have been taken for the whole.
            Image stored = await glance.GetAsync(image.Id, cancellation);
            return IsLost(stored, file) ? throw Differs(file, stored) : piece.Length;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw OpenStackFailures.Fail("cloud.timeout", $"The upload of {piece.File} stood still and was given up.", "Check the network; it is tried again from the start of the file.", transient: true);
        }
    }

    public async Task RemoveAsync(LedgerEntry entry, CancellationToken cancellation)
    {
        IGlanceApi glance = await session.ImagesAsync(cancellation);
        IEnumerable<string> known = entry.Id?.Split(',') ?? [];
        IEnumerable<string> found = (await FindAllAsync(glance, entry.Key, cancellation)).Select(image => image.Id);
        foreach (string id in known.Union(found, StringComparer.Ordinal))
        {
            await Removal.IgnoreMissingAsync(() => glance.DeleteAsync(id, cancellation));
        }
    }

    /// <summary>
    /// Why an upload was refused, and whether another one may be taken. Glance removes the image itself where two streams met, or where the token
    /// ran out while the bytes flowed, and answers 410 or 401: the image is made anew, so that the next try finds one.
    /// </summary>
    private async Task<FailureException> AsUploadAsync(DeliveryRequest request, FailureException refused, HttpStatusCode status, CancellationToken cancellation)
    {
        if (status is HttpStatusCode.Gone or HttpStatusCode.Unauthorized)
        {
            _ = await BeginAsync(request, cancellation);
        }

        // A conflict says that another stream was quicker; the next try sees what became of it.
        return status is HttpStatusCode.Gone or HttpStatusCode.Unauthorized or HttpStatusCode.Conflict ? new FailureException(refused.Failure with { Transient = true }) : refused;
    }

    private static FailureException Busy(Image image, DeliveryPiece piece) => OpenStackFailures.Fail(
        "target.upload_busy",
        $"The target cloud still saves an earlier stream of {piece.File} into image {image.Id}; it notices a broken one only after a while.",
        $"It is tried again. Where the image stays at saving, the cloud has lost the stream: delete the image there and retry.",
        transient: true);

    /// <summary>Whether an image can never become the file: it was given up, or a stream that broke off was taken for the whole.</summary>
    private static bool IsLost(Image image, DeliveryFile file) => image.Status is "killed" or "error" || (image.Status == "active" && image.Size < file.SizeBytes);

    private static async Task<Image> RenewAsync(IGlanceApi glance, DeliveryRequest request, DeliveryFile file, Image? lost, CancellationToken cancellation)
    {
        if (lost is not null)
        {
            await Removal.IgnoreMissingAsync(() => glance.DeleteAsync(lost.Id, cancellation));
        }

        return await glance.CreateAsync(Body(request, file), cancellation);
    }

    private static void Verify(DeliveryFile file, Image image)
    {
        if (image.Status is "killed" or "error" or "deactivated")
        {
            throw OpenStackFailures.Fail("target.delivery_failed", $"The image {image.Id} for {file.Name} has become {image.Status} in the target cloud.", "Ask the cloud's operator why; then try again.");
        }

        if (image.Status != "active" || IsLost(image, file))
        {
            return;
        }

        bool hashDiffers = file.Sha512 is not null && image.OsHashAlgo == "sha512" && !string.Equals(image.OsHashValue, file.Sha512, StringComparison.OrdinalIgnoreCase);
        if (image.Size != file.SizeBytes || hashDiffers)
        {
            throw Differs(file, image);
        }
    }

    private static FailureException Differs(DeliveryFile file, Image image) => OpenStackFailures.Fail(
        "target.content_differs",
        $"The image {image.Id} for {file.Name} has {image.Size} bytes with sha512 {image.OsHashValue}; {file.SizeBytes} bytes with {file.Sha512 ?? "an unknown hash"} were sent.",
        "Start the migration again; the network or the cloud changed the bytes.");

    private static Delivery DeliveryOf(DeliveryRequest request, Dictionary<string, Image> images)
    {
        List<Image> ordered = [.. request.Files.OrderByDescending(file => file.Boot).Select(file => images[file.Name])];
        DeliveryPhase phase = request.Files.All(file => IsWhole(images[file.Name], file)) ? DeliveryPhase.Ready
            : request.Files.Any(file => WantsBytes(images[file.Name], file)) ? DeliveryPhase.Uploading
            : DeliveryPhase.Finishing;
        return new Delivery(
            phase,
            string.Join(',', ordered.Select(image => image.Id)),
            request.Files.ToDictionary(file => file.Name, file => IsWhole(images[file.Name], file) ? file.SizeBytes : 0L),
            string.Join(", ", ordered.Select(image => image.Status).Distinct()));
    }

    private static bool IsWhole(Image image, DeliveryFile file) => image.Status == "active" && !IsLost(image, file);

    /// <summary>Glance saves while the stream flows and answers when the image is active: one that is still saving has a stream that runs or broke off.</summary>
    private static bool WantsBytes(Image image, DeliveryFile file) => image.Status is "queued" or "saving" || IsLost(image, file);

    private static JsonObject Body(DeliveryRequest request, DeliveryFile file)
    {
        JsonObject body = new()
        {
            ["name"] = request.Files.Count == 1 || file.Boot ? request.Name : $"{request.Name}-{Path.GetFileNameWithoutExtension(file.Name)}",
            ["disk_format"] = file.Format == "vpc" ? "vhd" : file.Format,
            ["container_format"] = "bare",
            ["visibility"] = "private",
            ["min_disk"] = (int)Math.Min(int.MaxValue, (file.CapacityBytes + GiB - 1) / GiB),
            [Image.KeyProperty] = request.Key,
            [Image.FileProperty] = file.Name,
        };
        foreach ((string name, string value) in file.Properties ?? new Dictionary<string, string>())
        {
            body.TryAdd(name, value);
        }

        return body;
    }

    private async Task<Dictionary<string, Image>> FindAsync(IGlanceApi glance, string key, CancellationToken cancellation)
        => (await FindAllAsync(glance, key, cancellation))
            .GroupBy(image => image.Property(Image.FileProperty) ?? "", StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(image => image.Status == "active" ? 0 : 1).ThenBy(image => image.CreatedAt).First(), StringComparer.Ordinal);

    private async Task<List<Image>> FindAllAsync(IGlanceApi glance, string key, CancellationToken cancellation)
        => await glance.ImagesAsync(new ImageFilter { MigrationKey = key }, options.PageSize, cancellation).Where(image => image.Property(Image.KeyProperty) == key).ToListAsync(cancellation);
}
