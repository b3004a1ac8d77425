using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.Emulators.Tests.VCloud;

public sealed class UploadWireTests
{
    private static readonly byte[] Content = TinyVmdk.Content(3);
    private static readonly byte[] Vmdk = TinyVmdk.Build(Content);

    [Fact]
    public async Task Template_JustCreated_AsksForItsDescriptorOnly()
    {
        await using WireClient client = await WireClient.StartAsync();
        XElement template = await client.GetAsync(await client.BeginUploadAsync());
        Assert.Equal(("0", "false"), (template.Attribute("status")!.Value, template.Attribute("ovfDescriptorUploaded")!.Value));
        XElement file = Assert.Single(template.Descendants(WireClient.Ns + "File"));
        Assert.Equal(("descriptor.ovf", "-1", "0"), (file.Attribute("name")!.Value, file.Attribute("size")!.Value, file.Attribute("bytesTransferred")!.Value));
        Assert.Equal("vdcUploadOvfContents", Assert.Single(template.Descendants(WireClient.Ns + "Task")).Attribute("operationName")!.Value);
    }

    [Fact]
    public async Task Descriptor_OnceDigested_IsListedAsWholeBesideTheDisks()
    {
        await using WireClient client = await WireClient.StartAsync();
        string template = await client.BeginUploadAsync();
        byte[] descriptor = TinyDescriptor.Build(("a.vmdk", 10, 65536), ("b.vmdk", 20, 65536));
        await client.PutAsync(await client.LinkAsync(template, "descriptor.ovf"), descriptor);
        await client.LinkAsync(template, "a.vmdk");
        HashSet<string> orders = [];
        for (int ask = 0; ask < 40; ask++)
        {
            XElement[] files = [.. (await client.GetAsync(template)).Descendants(WireClient.Ns + "File")];
            orders.Add(string.Join(' ', files.Select(file => file.Attribute("name")!.Value)));
            XElement listed = files.Single(file => file.Attribute("name")!.Value == "descriptor.ovf");
            Assert.Equal((descriptor.Length.ToString(), descriptor.Length.ToString()), (listed.Attribute("size")!.Value, listed.Attribute("bytesTransferred")!.Value));
        }

        Assert.True(orders.Count > 1, "Files must come in no order that a client could rely on.");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    [InlineData(2000)]
    public async Task Piece_AtAnyOffsetButTheNext_IsAnsweredWith416AReasonAndNoBody(int offset)
    {
        await using WireClient client = await WireClient.StartAsync();
        string link = await PrepareAsync(client);
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsync(link, Vmdk[..1000], 0, Vmdk.Length)).StatusCode);
        using HttpResponseMessage refused = await client.PutAsync(link, Vmdk[offset..(offset + 500)], offset, Vmdk.Length);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.Equal("Content-Range not satisifiable: Request must begin at the last byte stored", refused.ReasonPhrase);
        Assert.Empty(await refused.Content.ReadAsByteArrayAsync(WireClient.Cancellation));
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsync(link, Vmdk[1000..], 1000, Vmdk.Length)).StatusCode);
    }

    [Fact]
    public async Task Piece_BeyondTheDeclaredSize_IsRefused()
    {
        await using WireClient client = await WireClient.StartAsync();
        string link = await PrepareAsync(client);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await client.PutAsync(link, [.. Vmdk, 0], 0, Vmdk.Length + 1)).StatusCode);
    }

    [Fact]
    public async Task Piece_WithoutASession_IsRefusedAlthoughItsAddressIsSecret()
    {
        await using WireClient client = await WireClient.StartAsync();
        string link = await PrepareAsync(client);
        client.Cloud.EndSessions();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PutAsync(link, Vmdk)).StatusCode);
        await client.SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.PutAsync(link, Vmdk)).StatusCode);
    }

    [Fact]
    public async Task Upload_OfASoundDisk_IsTakenInAndCanBeReadBack()
    {
        await using WireClient client = await WireClient.StartAsync();
        XElement template = await client.UploadAsync(Vmdk, Content.Length);
        Assert.Equal("8", template.Attribute("status")!.Value);
        Assert.Null(template.Element(WireClient.Ns + "Files"));
        Assert.Single(template.Descendants(WireClient.Ns + "Vm"));

        string href = WireClient.Href(template);
        await WireClient.ReadAsync(await client.SendAsync(HttpMethod.Post, $"{href}/action/enableDownload"), 202);
        string descriptor = await DownloadLinkAsync(client, href);
        string ovf = await (await client.SendAsync(HttpMethod.Get, descriptor)).Content.ReadAsStringAsync(WireClient.Cancellation);
        Assert.Contains("disk-0.vmdk", ovf, StringComparison.Ordinal);
        byte[] back = await (await client.SendAsync(HttpMethod.Get, new Uri(new Uri(descriptor), "disk-0.vmdk").AbsoluteUri)).Content.ReadAsByteArrayAsync(WireClient.Cancellation);
        Assert.Equal(Vmdk, back);
    }

    [Fact]
    public async Task Upload_WithoutEndOfStream_EndsInAFailedTask()
    {
        await using WireClient client = await WireClient.StartAsync();
        byte[] endless = TinyVmdk.Build(Content, endOfStream: false);
        XElement template = await client.UploadAsync(endless, Content.Length);
        Assert.Equal("-1", template.Attribute("status")!.Value);
        XElement error = template.Descendants(WireClient.Ns + "Error").Single();
        Assert.Contains("end-of-stream", error.Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHA1(disk-0.vmdk)= {0}", "8")]
    [InlineData("SHA1 (disk-0.vmdk)= {0}", "-1")]
    [InlineData("SHA1(disk-0.vmdk)= 0000000000000000000000000000000000000000", "-1")]
    public async Task Manifest_WhereItIsAskedFor_IsCompared(string line, string status)
    {
        await using WireClient client = await WireClient.StartAsync();
        string manifest = string.Format(System.Globalization.CultureInfo.InvariantCulture, line, Sha1(Vmdk)) + "\n";
        Assert.Equal(status, (await client.UploadAsync(Vmdk, Content.Length, Encoding.UTF8.GetBytes(manifest))).Attribute("status")!.Value);
    }

    [Fact]
    public async Task Name_ThatIsTaken_IsADuplicate()
    {
        await using WireClient client = await WireClient.StartAsync();
        await client.BeginUploadAsync();
        string body = $"<UploadVAppTemplateParams xmlns=\"{WireClient.Ns}\" name=\"t\"><Description/></UploadVAppTemplateParams>";
        XElement error = await WireClient.ReadAsync(await client.SendAsync(HttpMethod.Post, $"{await client.FindAsync("catalog")}/action/upload", WireClient.Xml("uploadVAppTemplateParams", body)), 400);
        Assert.Equal("DUPLICATE_NAME", error.Attribute("minorErrorCode")!.Value);
    }

    [Fact]
    public async Task Deletion_WhileReceiving_IsBusy_AndCancellationTakesAllAway()
    {
        await using WireClient client = await WireClient.StartAsync();
        string href = await client.BeginUploadAsync();
        XElement error = await WireClient.ReadAsync(await client.SendAsync(HttpMethod.Delete, href), 409);
        Assert.Equal("BUSY_ENTITY", error.Attribute("minorErrorCode")!.Value);
        XElement task = (await client.GetAsync(href)).Descendants(WireClient.Ns + "Task").Single();
        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Post, WireClient.Href(task.Element(WireClient.Ns + "Link")!))).StatusCode);
        Assert.Equal("canceled", (await client.GetAsync(WireClient.Href(task))).Attribute("status")!.Value);
        VCloudEmulatorState state = client.Cloud.State;
        Assert.Empty(state.Templates);
        Assert.Empty(state.CatalogItems);
    }

    private static async Task<string> PrepareAsync(WireClient client)
    {
        string template = await client.BeginUploadAsync();
        await client.PutAsync(await client.LinkAsync(template, "descriptor.ovf"), TinyDescriptor.Build(("disk-0.vmdk", Vmdk.Length, Content.Length)));
        return await client.LinkAsync(template, "disk-0.vmdk");
    }

    private static async Task<string> DownloadLinkAsync(WireClient client, string template)
    {
        while (true)
        {
            XElement? link = (await client.GetAsync(template)).Elements(WireClient.Ns + "Link").FirstOrDefault(one => one.Attribute("rel")?.Value == "download:default");
            if (link is not null)
            {
                return WireClient.Href(link);
            }

            await Task.Delay(5, WireClient.Cancellation);
        }
    }

#pragma warning disable CA5350 // The manifests of OVF 1.0 are SHA-1.
    private static string Sha1(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}
