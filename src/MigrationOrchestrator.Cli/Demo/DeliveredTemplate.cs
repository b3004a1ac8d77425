using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images.Descriptors;

namespace MigrationOrchestrator.Cli.Demo;

/// <summary>
/// Reads a template back from a vCloud Director as any client would: session, query, enableDownload, descriptor, files. It is written for itself,
/// so that the proof does not rest on the client that did the upload.
/// </summary>
/// <param name="Envelope">The descriptor.</param>
/// <param name="Files">Each file's path on this machine, by its name in the descriptor.</param>
internal sealed record DeliveredTemplate(OvfEnvelope Envelope, IReadOnlyDictionary<string, string> Files)
{
    private const string Version = "37.0";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Downloads a template into a folder.</summary>
    /// <exception cref="FailureException">The cloud has no such template or does not give it.</exception>
    public static async Task<DeliveredTemplate> ReadBackAsync(DemoClouds clouds, string name, string folder, CancellationToken cancellation)
    {
        using HttpClient http = new() { BaseAddress = clouds.VCloud.Endpoint, Timeout = Patience };
        await SignInAsync(http, clouds, cancellation);
        XDocument found = await GetXmlAsync(http, $"api/query?type=vAppTemplate&format=records&filter=name=={Uri.EscapeDataString(name)}", cancellation);
        string template = found.Root!.Elements().Where(element => element.Name.LocalName == "VAppTemplateRecord").Select(record => (string?)record.Attribute("href")).SingleOrDefault()
            ?? throw Missing($"The target has not exactly one template '{name}'.");
        await EnableDownloadAsync(http, template, cancellation);
        XDocument description = await GetXmlAsync(http, template, cancellation);
        string address = description.Root!.Elements().Where(element => (string?)element.Attribute("rel") == "download:default").Select(link => (string?)link.Attribute("href")).FirstOrDefault()
            ?? throw Missing("The template offers no download.");
        Directory.CreateDirectory(folder);
        OvfEnvelope envelope = OvfReader.Read(await http.GetByteArrayAsync(address, cancellation));
        Dictionary<string, string> files = [];
        foreach (OvfFile file in envelope.Files)
        {
            files[file.Name] = await DownloadAsync(http, new Uri(new Uri(address), file.Name), Path.Combine(folder, file.Name), cancellation);
        }

        return new DeliveredTemplate(envelope, files);
    }

    private static async Task SignInAsync(HttpClient http, DemoClouds clouds, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "cloudapi/1.0.0/sessions");
        string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clouds.User.Name}@{clouds.Organisation.Name}:{clouds.User.Password}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        request.Headers.Accept.ParseAdd($"application/json;version={Version}");
        using HttpResponseMessage answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.Headers.GetValues("X-VMWARE-VCLOUD-ACCESS-TOKEN").Single());
        http.DefaultRequestHeaders.Accept.ParseAdd($"application/*+xml;version={Version}");
    }

    private static async Task EnableDownloadAsync(HttpClient http, string template, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"{template}/action/enableDownload"), null, cancellation);
        answer.EnsureSuccessStatusCode();
        XDocument task = Parse(await answer.Content.ReadAsStringAsync(cancellation));
        string href = (string)task.Root!.Attribute("href")!;
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using PeriodicTimer timer = new(Interval);
        while ((string?)task.Root!.Attribute("status") is not "success")
        {
            if ((string?)task.Root.Attribute("status") is "error" or "canceled" or "aborted")
            {
                throw Missing("The target refuses the download.");
            }

            await timer.WaitForNextTickAsync(patience.Token);
            task = await GetXmlAsync(http, href, patience.Token);
        }
    }

    private static async Task<string> DownloadAsync(HttpClient http, Uri address, string path, CancellationToken cancellation)
    {
        await using Stream content = await http.GetStreamAsync(address, cancellation);
        await using FileStream file = new(path, FileMode.Create, FileAccess.Write);
        await content.CopyToAsync(file, cancellation);
        return path;
    }

    private static async Task<XDocument> GetXmlAsync(HttpClient http, string address, CancellationToken cancellation) => Parse(await http.GetStringAsync(address, cancellation));

    private static XDocument Parse(string xml)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XDocument.Load(reader);
    }

    private static FailureException Missing(string message) => new(new Failure("demo.read_back", message) { Remedy = "Look at the migration's steps and history." });
}
