using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Requests;
using Refit;

namespace MigrationOrchestrator.VCloud.Xml;

/// <summary>
/// Refit's way to vCloud's XML. Each type that is read or written says itself how, so that nothing is guessed from names and no order of elements is
/// left to chance; vCloud refuses elements out of order.
/// </summary>
internal sealed class XmlContentSerializer : IHttpContentSerializer
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = false };

    /// <inheritdoc/>
    public HttpContent ToHttpContent<T>(T item)
    {
        if (item is not IXmlRequest request)
        {
            throw new NotSupportedException($"{typeof(T)} is no request of the vCloud API.");
        }

        using MemoryStream written = new();
        using (XmlWriter writer = XmlWriter.Create(written, Settings))
        {
            request.ToXml().Save(writer);
        }

        ByteArrayContent content = new(written.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(request.MediaType);
        return content;
    }

    /// <inheritdoc/>
    public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default)
    {
        try
        {
            XElement root = BoundedXml.Parse(await content.ReadAsByteArrayAsync(cancellationToken));
            return (T)XmlAnswers.Read(typeof(T), root);
        }
        catch (FormatException malformed)
        {
            throw VCloudFailures.BadAnswer(malformed.Message, inner: malformed);
        }
    }

    /// <inheritdoc/>
    public string? GetFieldNameForProperty(PropertyInfo propertyInfo) => null;
}
