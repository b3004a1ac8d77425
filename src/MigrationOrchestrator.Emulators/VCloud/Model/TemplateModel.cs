using MigrationOrchestrator.Emulators.VCloud.Uploads;

namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>A vApp template.</summary>
internal sealed class TemplateModel(OrgModel org, VdcModel vdc, StorageProfileModel profile, string name, string description, string folder)
{
    public Guid Id { get; } = Guid.NewGuid();

    public Guid VmId { get; } = Guid.NewGuid();

    public string Key => $"vappTemplate-{Id}";

    public OrgModel Org => org;

    public VdcModel Vdc => vdc;

    public StorageProfileModel Profile => profile;

    public string Name => name;

    public string Description => description;

    /// <summary>Where its files lie, also while they are received.</summary>
    public string Folder => Path.Combine(folder, Id.ToString());

    public int Status { get; set; }

    public bool DescriptorUploaded { get; set; }

    public bool ManifestRequired { get; init; }

    /// <summary>What the descriptor says, once it was found sound.</summary>
    public UploadDescriptor? Descriptor { get; set; }

    /// <summary>The files being received; null once all have come, or the upload was given up.</summary>
    public TransferModel? Transfer { get; set; }

    /// <summary>The id of the transfer by which it can be read, or null.</summary>
    public Guid? Download { get; set; }

    public List<TaskModel> Tasks { get; } = [];

    public string DescriptorPath => Path.Combine(Folder, TransferModel.DescriptorFile);
}

/// <summary>A vApp made of a template.</summary>
internal sealed class VAppModel(OrgModel org, VdcModel vdc, TemplateModel template, StorageProfileModel profile, string name, string description, string? network)
{
    public Guid Id { get; } = Guid.NewGuid();

    public Guid VmId { get; } = Guid.NewGuid();

    public string Key => $"vapp-{Id}";

    public OrgModel Org => org;

    public VdcModel Vdc => vdc;

    public string Name => name;

    public string Description => description;

    public string? Network => network;

    public string TemplateName => template.Name;

    public UploadDescriptor Descriptor { get; } = template.Descriptor!;

    public StorageProfileModel Profile => profile;

    public int Status { get; set; }

    public bool Deployed { get; set; }

    public List<TaskModel> Tasks { get; } = [];
}
