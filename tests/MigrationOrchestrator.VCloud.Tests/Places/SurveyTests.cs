using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Places;

public sealed class SurveyTests
{
    private static readonly EmulatedOrganisation Busy = VCloudBench.Options.Organisations[0] with
    {
        Vdcs =
        [
            new EmulatedVdc("vdc-1") { StorageProfiles = [new("standard") { Default = true, LimitMegabytes = 10 }, new("off") { Enabled = false }] },
            new EmulatedVdc("vdc-2") { Enabled = false },
        ],
        Catalogs = [new EmulatedCatalog("templates"), new EmulatedCatalog("shared") { ReadOnly = true }],
    };

    [Theory]
    [InlineData("5.1")]
    [InlineData("32.0")]
    [InlineData("36.0")]
    [InlineData("39.1")]
    public async Task Survey_OfAPlaceWithOneOfEach_ResolvesWhatWasLeftOut(string version)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(version);
        TargetSurvey survey = await bench.SurveyAsync(new TargetPlace(CloudName.Parse("target")));
        Assert.Equal(["target.no_network"], survey.Findings.Select(finding => finding.Code));
        Assert.Equal(["catalog", "vdc"], survey.Place.Ids.Keys.Order());
        Assert.Equal("vdc-1", survey.Place.Names["vdc"]);
        Assert.Contains("vmx-13", survey.HardwareVersions);
        Assert.Contains("debian11_64Guest", survey.OsTypes);
    }

    [Theory]
    [InlineData("5.1")]
    [InlineData("38.1")]
    public async Task Survey_OfAPlaceThatDoesNotFit_FindsEverythingAtOnce(string version)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Organisations = [Busy], Versions = [version] });
        Assert.Equal(["target.vdc_ambiguous", "target.catalog_ambiguous"], await ErrorsAsync(bench, VCloudBench.Place with { Vdc = null, Catalog = null }));
        Assert.Equal(["target.vdc_not_found", "target.catalog_not_found"], await ErrorsAsync(bench, VCloudBench.Place with { Vdc = "x", Catalog = "y" }));
        Assert.Equal(["target.network_not_found", "target.storage_profile_not_found"], await ErrorsAsync(bench, VCloudBench.Place with { Network = "x", StorageProfile = "y" }));
        Assert.Equal(["target.vdc_disabled"], await ErrorsAsync(bench, VCloudBench.Place with { Vdc = "vdc-2" }));
        Assert.Equal(["target.storage_profile_disabled"], await ErrorsAsync(bench, VCloudBench.Place with { StorageProfile = "off" }));
        Assert.Equal(["target.quota"], await ErrorsAsync(bench, VCloudBench.Place, diskBytes: 11L << 20));
        Assert.Equal(["target.name_too_long"], await ErrorsAsync(bench, VCloudBench.Place with { Name = new string('n', 129) }));
    }

    [Fact]
    public async Task Survey_OfACatalogueThatTakesNothing_SaysSo()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Organisations = [Busy] });
        Assert.Equal(["target.catalog_read_only"], await ErrorsAsync(bench, VCloudBench.Place with { Catalog = "shared" }));
    }

    [Fact]
    public async Task Survey_OfATakenName_SaysSo()
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        await (await bench.PrepareAsync()).DeliverAsync();
        Assert.Equal(["target.name_taken"], await ErrorsAsync(bench, VCloudBench.Place));
    }

    [Fact]
    public async Task Survey_OfManyVdcs_ReadsEveryPage()
    {
        EmulatedOrganisation many = Busy with { Vdcs = [.. Enumerable.Range(0, 7).Select(index => new EmulatedVdc($"vdc-{index}"))] };
        await using VCloudBench bench = await VCloudBench.StartAsync(VCloudBench.Options with { Organisations = [many], LargestPage = 2 });
        Assert.Empty(await ErrorsAsync(bench, VCloudBench.Place with { Vdc = "vdc-6" }));

        // The last call's entry is made when its answer has gone out.
        await Task.Delay(200, VCloudBench.Cancellation);
        Assert.Equal(4, bench.Emulator.Journal.Entries.Count(call => call.Path == "/api/query") - CountOfOtherQueries);
    }

    [Theory]
    [InlineData(CloudItemKind.Vdcs, "vdc-1")]
    [InlineData(CloudItemKind.Catalogs, "templates")]
    [InlineData(CloudItemKind.Templates, "web-1")]
    [InlineData(CloudItemKind.Networks, "dmz-net")]
    [InlineData(CloudItemKind.StorageProfiles, "fast")]
    public async Task Listing_OfEachKind_HasIt(CloudItemKind kind, string name)
    {
        await using VCloudBench bench = await VCloudBench.StartAsync();
        await (await bench.PrepareAsync()).BeginAsync();
        List<CloudItem> items = [];
        await foreach (CloudItem item in bench.Provider.ListAsync(bench.Cloud, kind, null, VCloudBench.Cancellation))
        {
            items.Add(item);
        }

        Assert.Contains(items, item => item.Name == name && item.Id.Length > 0);
    }

    // One page of catalogues, and seven pages of two profiles each.
    private const int CountOfOtherQueries = 1 + 7;

    private static async Task<IEnumerable<string>> ErrorsAsync(VCloudBench bench, TargetPlace place, long diskBytes = 1 << 20)
        => (await bench.SurveyAsync(place, VCloudBench.Machine(diskBytes: diskBytes))).Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Code);
}
