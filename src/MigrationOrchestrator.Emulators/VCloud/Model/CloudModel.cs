using MigrationOrchestrator.Emulators.VCloud.Protocol;

namespace MigrationOrchestrator.Emulators.VCloud.Model;

/// <summary>Everything that an emulated vCloud Director holds. Whoever reads or changes it holds <see cref="Gate"/>.</summary>
internal sealed class CloudModel
{
    private readonly Random dice;

    public CloudModel(VCloudEmulatorOptions options, string folder)
    {
        Options = options;
        Folder = folder;
        dice = new Random(options.Seed);
        Versions = [.. options.Versions.Select(ApiVersion.Parse)];
        Orgs = [.. options.Organisations.Select(org => new OrgModel(org))];
    }

    public Lock Gate { get; } = new();

    public VCloudEmulatorOptions Options { get; }

    public string Folder { get; }

    public IReadOnlyList<ApiVersion> Versions { get; }

    public IReadOnlyList<OrgModel> Orgs { get; }

    public List<SessionModel> Sessions { get; } = [];

    public List<TemplateModel> Templates { get; } = [];

    public List<VAppModel> VApps { get; } = [];

    public List<TaskModel> Tasks { get; } = [];

    public DateTimeOffset Now => Options.Clock.GetUtcNow();

    /// <summary>Names no order: clients must not rely on one.</summary>
    public T[] Shuffled<T>(IEnumerable<T> things)
    {
        T[] shuffled = [.. things];
        dice.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>One of an organisation's things by its id.</summary>
    /// <exception cref="ApiFault">403, as vCloud answers to ids that it does not know.</exception>
    public static T Find<T>(IEnumerable<T> things, Func<T, object> id, string wanted)
        where T : class
        => things.FirstOrDefault(thing => string.Equals(id(thing).ToString(), wanted, StringComparison.OrdinalIgnoreCase)) ?? throw ApiFault.NoAccess(wanted);

    /// <exception cref="ApiFault">There is none, or it is another organisation's.</exception>
    public TemplateModel FindTemplate(OrgModel org, string key) => Find(Templates.Where(template => template.Org == org), template => template.Key, key);

    /// <exception cref="ApiFault">There is none, or it is another organisation's.</exception>
    public VAppModel FindVApp(OrgModel org, string key) => Find(VApps.Where(vApp => vApp.Org == org), vApp => vApp.Key, key);

    /// <summary>The catalogue and the item of a template, or null where it is in none.</summary>
    public static (CatalogModel Catalog, CatalogItemModel Item)? ItemOf(TemplateModel template)
        => template.Org.Catalogs.SelectMany(catalog => catalog.Items.Where(item => item.Template == template).Select(item => ((CatalogModel, CatalogItemModel)?)(catalog, item))).FirstOrDefault();

    /// <summary>Takes a template and its files away.</summary>
    public void Remove(TemplateModel template, bool withItem)
    {
        if (withItem && ItemOf(template) is { } listed)
        {
            listed.Catalog.Items.Remove(listed.Item);
        }

        if (Templates.Remove(template))
        {
            template.Transfer = null;
            template.Profile.UsedBytes -= template.Descriptor?.CapacityBytes ?? 0;
            if (Directory.Exists(template.Folder))
            {
                Directory.Delete(template.Folder, recursive: true);
            }
        }
    }
}
