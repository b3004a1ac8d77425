using MigrationOrchestrator.Emulators.VCloud.Model;
using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Uploads;

/// <summary>Leads uploads from the empty template to the complete one. Its methods that change the model are called under the cloud's lock.</summary>
internal sealed class UploadDesk(CloudModel cloud, TaskBoard board)
{
    private const string OperationName = "vdcUploadOvfContents";

    public CloudModel Cloud => cloud;

    /// <summary>Makes the empty template that waits for its descriptor.</summary>
    public TemplateModel Begin(OrgModel org, VdcModel vdc, UploadRequest request, bool opensTask)
    {
        (VdcModel Vdc, StorageProfileModel Profile) place = request.StorageProfile is { } id
            ? org.Vdcs.SelectMany(one => one.Profiles.Select(profile => (one, profile))).FirstOrDefault(pair => pair.profile.Id.ToString() == id)
            : (vdc, vdc.Profiles.First(profile => profile.Setup.Default));
        if (place.Profile is null)
        {
            throw ApiFault.NoAccess(request.StorageProfile!);
        }

        TemplateModel template = new(org, place.Vdc, place.Profile, request.Name, request.Description, Path.Combine(cloud.Folder, "templates")) { ManifestRequired = request.ManifestRequired };
        Directory.CreateDirectory(template.Folder);
        template.Transfer = new TransferModel { LastTouched = cloud.Now };
        template.Transfer.Files.Add(new TransferFile(TransferModel.DescriptorFile, template.DescriptorPath, -1));
        cloud.Templates.Add(template);
        if (opensTask)
        {
            OpenTask(template, $"Uploading Virtual Application Template {template.Name}({template.Id})");
        }

        return template;
    }

    /// <summary>A file has come whole: the descriptor is digested, the last disk starts the finalisation.</summary>
    public void Completed(TemplateModel template, TransferFile file)
    {
        if (file.Name == TransferModel.DescriptorFile)
        {
            board.StartJob(cancellation => DigestAsync(template, cancellation));
        }
        else if (template.Transfer!.Files.TrueForAll(one => one.IsComplete))
        {
            TaskModel task = template.Tasks.Find(one => one.IsOpen) ?? OpenTask(template, "");
            task.Operation = $"Finalizing upload of Virtual Application Template {template.Name}({template.Id})";
            TransferFile[] files = [.. template.Transfer.Files];
            template.Transfer = null;
            board.StartJob(cancellation => FinaliseAsync(template, task, files, cancellation));
        }
    }

    /// <summary>Gives uploads up that have idled for too long.</summary>
    public void ExpireIdle()
    {
        foreach (TemplateModel template in cloud.Templates)
        {
            if (template.Transfer is { } transfer && cloud.Now - transfer.LastTouched > cloud.Options.TransferIdle)
            {
                Fail(template, new ApiFault(500, "TIMEDOUT", "Timed out."), status: 17);
            }
        }
    }

    private TaskModel OpenTask(TemplateModel template, string operation)
    {
        TaskModel task = board.Open(
            template.Org, OperationName, operation, new TaskOwner(Vc.Template, template.Name, to => to.Template(template)), () => cloud.Remove(template, withItem: true));
        template.Tasks.Add(task);
        return task;
    }

    private void Fail(TemplateModel template, ApiFault fault, int status)
    {
        TaskModel task = template.Tasks.Find(one => one.IsOpen) ?? OpenTask(template, $"Uploading Virtual Application Template {template.Name}({template.Id})");
        task.Fail(fault, cloud.Now);
        template.Status = status;
        template.Transfer = null;
    }

    private async Task DigestAsync(TemplateModel template, CancellationToken cancellation)
    {
        byte[] document = await File.ReadAllBytesAsync(template.DescriptorPath, cancellation);
        await Task.Delay(cloud.Options.TaskTime, cloud.Options.Clock, cancellation);
        lock (cloud.Gate)
        {
            if (template.Transfer is not { } transfer || !cloud.Templates.Contains(template))
            {
                return;
            }

            try
            {
                UploadDescriptor descriptor = UploadDescriptor.Read(document, template.Vdc.HighestHardware);
                if (!template.Profile.HasRoomFor(descriptor.CapacityBytes))
                {
                    throw ApiFault.Quota();
                }

                template.Descriptor = descriptor;
                template.Profile.UsedBytes += descriptor.CapacityBytes;
                transfer.Files.AddRange(descriptor.Files.Select(file => new TransferFile(file.Name, Path.Combine(template.Folder, file.Name), file.Size)));
                if (template.ManifestRequired)
                {
                    transfer.Files.Add(new TransferFile(TransferModel.ManifestFile, Path.Combine(template.Folder, TransferModel.ManifestFile), -1));
                }

                template.DescriptorUploaded = true;
                if (descriptor.Files.Count == 0 && !template.ManifestRequired)
                {
                    Completed(template, new TransferFile("", "", 0));
                }
            }
            catch (ApiFault fault)
            {
                Fail(template, fault, status: -1);
            }
        }
    }

    private async Task FinaliseAsync(TemplateModel template, TaskModel task, TransferFile[] files, CancellationToken cancellation)
    {
        await Task.Delay(cloud.Options.TaskTime, cloud.Options.Clock, cancellation);
        ApiFault? fault = null;
        try
        {
            await ArrivalCheck.RunAsync(template, files, cancellation);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            fault = new ApiFault(500, "INTERNAL_SERVER_ERROR", $"Unable to import the virtual machine: {broken.Message}");
        }

        lock (cloud.Gate)
        {
            if (!cloud.Templates.Contains(template))
            {
                return;
            }

            if (fault is not null)
            {
                Fail(template, fault, status: -1);
                return;
            }

            template.Status = 8;
            task.Succeed(cloud.Now);
            template.Tasks.Remove(task);
        }
    }
}
