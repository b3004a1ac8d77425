using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Deliveries;

/// <summary>Reads a template's state as a delivery's.</summary>
internal static class DeliveryState
{
    private static readonly string[] ClerkFiles = ["descriptor.ovf", "manifest.mf"];

    public static bool IsComplete(VAppTemplate template) => template.Status == ResourceStatus.PoweredOff && template.Files.Count == 0 && !template.Tasks.Any(task => task.IsOpen);

    /// <exception cref="FailureException">The cloud expects another length than the file has: it would wait for ever.</exception>
    public static Delivery Of(DeliveryRequest request, VAppTemplate template)
    {
        string state = template.Tasks.FirstOrDefault(task => task.IsOpen) is { } open
            ? open.Progress is { } percent ? $"{open.Operation} ({percent} %)" : open.Operation
            : ResourceStatus.Word(template.Status);
        return new Delivery(PhaseOf(template), template.Href.AbsoluteUri, AcceptedBytes(request, template), state);
    }

    /// <summary>Why the cloud gave a template up.</summary>
    public static FailureException FailureOf(VAppTemplate template)
    {
        if (template.Tasks.FirstOrDefault(task => task.HasFailed) is { } failed)
        {
            return AnswerFailures.OfTask(failed);
        }

        return template.Status == ResourceStatus.TransferTimeout
            ? VCloudFailures.Of(Delivery.TransferExpired, $"The upload to '{template.Name}' idled for too long, and the cloud closed it.", remedy: "It is begun anew by itself from what is staged; if it persists, ask the cloud's operator for a longer transfer timeout.")
            : VCloudFailures.Of("cloud.task_failed", $"The cloud marked '{template.Name}' as failed and does not say why.", remedy: "Look at the organisation's task log.");
    }

    private static DeliveryPhase PhaseOf(VAppTemplate template)
    {
        if (IsComplete(template))
        {
            return DeliveryPhase.Ready;
        }

        TransferFile[] disks = [.. template.Files.Where(IsDisk)];
        return disks.Length > 0 && disks.Any(file => file.Size < 0 || file.Accepted < file.Size) ? DeliveryPhase.Uploading
            : disks.Length > 0 || template.DescriptorUploaded && template.Files.Count == 0 || template.Status == ResourceStatus.PoweredOff ? DeliveryPhase.Finishing
            : DeliveryPhase.Preparing;
    }

    private static bool IsDisk(TransferFile file) => !ClerkFiles.Contains(file.Name);

    private static Dictionary<string, long> AcceptedBytes(DeliveryRequest request, VAppTemplate template)
    {
        Dictionary<string, long> accepted = [];
        bool allTaken = PhaseOf(template) is DeliveryPhase.Finishing or DeliveryPhase.Ready;
        foreach (DeliveryFile file in request.Files)
        {
            // By name: the cloud lists its files in any order.
            TransferFile? listed = template.Files.FirstOrDefault(one => one.Name == file.Name);
            if (listed is { Size: >= 0 } && listed.Size != file.SizeBytes)
            {
                throw VCloudFailures.Of(
                    "cloud.size_mismatch",
                    $"The descriptor promises {listed.Size} bytes of '{file.Name}', and the file has {file.SizeBytes}.",
                    remedy: "The descriptor was made for another file; start the migration again.");
            }

            if (listed is not null || allTaken)
            {
                accepted[file.Name] = listed?.Accepted ?? file.SizeBytes;
            }
        }

        return accepted;
    }
}
