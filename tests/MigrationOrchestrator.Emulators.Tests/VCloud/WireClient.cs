using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using MigrationOrchestrator.Emulators.VCloud;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.Emulators.Tests.VCloud;

/// <summary>An emulated cloud and a bare HTTP client that speaks to it as an SDK does, knowing nothing of the product.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    public static readonly XNamespace Ns = "http://www.vmware.com/vcloud/v1.5";

    private readonly string version;

    private WireClient(VCloudEmulator cloud, string version)
    {
        Cloud = cloud;
        this.version = version;
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = cloud.Endpoint };
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public VCloudEmulator Cloud { get; }

    public HttpClient Http { get; }

    public string? Token { get; set; }

    public static async Task<WireClient> StartAsync(string version = "37.2", VCloudEmulatorOptions? options = null, bool signsIn = true)
    {
        WireClient client = new(await VCloudEmulator.StartAsync((options ?? new VCloudEmulatorOptions()) with { TaskTime = TimeSpan.FromMilliseconds(20) }, Cancellation), version);
        if (signsIn)
        {
            await client.SignInAsync();
        }

        return client;
    }

    public async Task SignInAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, version[0] == '5' ? "/api/sessions" : "/cloudapi/1.0.0/sessions");
        request.Headers.TryAddWithoutValidation("Accept", $"application/*;version={version}");
        request.Headers.Authorization = Basic("operator@demo", "operator-password");
        using HttpResponseMessage answer = await Http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        Token = answer.Headers.TryGetValues("X-VMWARE-VCLOUD-ACCESS-TOKEN", out IEnumerable<string>? token) ? token.Single()
            : answer.Headers.GetValues("x-vcloud-authorization").Single();
    }

    public static AuthenticationHeaderValue Basic(string user, string password)
        => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, HttpContent? content = null, string? accept = null)
    {
        HttpRequestMessage request = new(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", accept ?? $"application/*+xml;version={version}");
        request.Headers.TryAddWithoutValidation(version[0] == '5' ? "x-vcloud-authorization" : "Authorization", version[0] == '5' ? Token : $"Bearer {Token}");
        return Http.SendAsync(request, Cancellation);
    }

    public async Task<XElement> GetAsync(string address) => await ReadAsync(await SendAsync(HttpMethod.Get, address), 200);

    public static async Task<XElement> ReadAsync(HttpResponseMessage answer, int status)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        return XElement.Parse(text);
    }

    public static HttpContent Xml(string type, string body) => new StringContent(body, Encoding.UTF8) { Headers = { ContentType = MediaTypeHeaderValue.Parse($"application/vnd.vmware.vcloud.{type}+xml") } };

    public static string Href(XElement element) => element.Attribute("href")!.Value;

    public async Task<string> FindAsync(string type)
        => Href((await GetAsync($"/api/query?type={type}&format=records")).Elements().First(element => element.Name.LocalName.EndsWith("Record", StringComparison.Ordinal)));

    /// <summary>Begins an upload and gives the template's address.</summary>
    public async Task<string> BeginUploadAsync(string name = "t", string attributes = "")
    {
        string body = $"<UploadVAppTemplateParams xmlns=\"{Ns}\" name=\"{name}\" {attributes}><Description>d</Description></UploadVAppTemplateParams>";
        XElement item = await ReadAsync(await SendAsync(HttpMethod.Post, $"{await FindAsync("catalog")}/action/upload", Xml("uploadVAppTemplateParams", body)), 201);
        return Href(item.Element(Ns + "Entity")!);
    }

    /// <summary>The upload link of a file once it is there.</summary>
    public async Task<string> LinkAsync(string template, string file)
    {
        while (true)
        {
            XElement now = await GetAsync(template);
            if (now.Descendants(Ns + "File").FirstOrDefault(one => one.Attribute("name")?.Value == file) is { } found)
            {
                return Href(found.Element(Ns + "Link")!);
            }

            Assert.NotEqual("-1", now.Attribute("status")!.Value);
            await Task.Delay(5, Cancellation);
        }
    }

    public async Task<HttpResponseMessage> PutAsync(string link, byte[] bytes, long? start = null, long? total = null)
    {
        ByteArrayContent content = new(bytes);
        if (start is { } from)
        {
            content.Headers.ContentRange = new ContentRangeHeaderValue(from, from + bytes.Length - 1, total!.Value);
        }

        return await SendAsync(HttpMethod.Put, link, content);
    }

    /// <summary>Uploads a whole template of one disk and waits until it is taken in or refused.</summary>
    public async Task<XElement> UploadAsync(byte[] vmdk, long capacity, byte[]? manifest = null)
    {
        string template = await BeginUploadAsync(attributes: manifest is null ? "" : "manifestRequired=\"true\"");
        await PutAsync(await LinkAsync(template, "descriptor.ovf"), TinyDescriptor.Build(("disk-0.vmdk", vmdk.Length, capacity)));
        if (manifest is not null)
        {
            await PutAsync(await LinkAsync(template, "manifest.mf"), manifest);
        }

        await PutAsync(await LinkAsync(template, "disk-0.vmdk"), vmdk);
        return await UntilSettledAsync(template);
    }

    public async Task<XElement> UntilSettledAsync(string template)
    {
        while (true)
        {
            XElement now = await GetAsync(template);
            if (now.Attribute("status")!.Value != "0")
            {
                return now;
            }

            await Task.Delay(5, Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Cloud.DisposeAsync();
    }
}
