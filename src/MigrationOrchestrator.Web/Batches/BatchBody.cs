using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Batches;

/// <summary>Reads a batch file from a request's body.</summary>
internal static class BatchBody
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BodyException">It is too large, or said to be neither JSON nor YAML.</exception>
    /// <exception cref="InvalidRequestException">It is neither JSON nor YAML.</exception>
    public static Task<BatchFile> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        bool isJson = request.HasJsonContentType();
        if (!isJson && !IsYaml(request))
        {
            throw new BodyException(StatusCodes.Status415UnsupportedMediaType, "body.media_type", $"The body's Content-Type is '{request.ContentType}'.", "Send application/json, application/yaml or text/yaml.");
        }

        return RequestBody.ReadAsync(request, BatchLimits.FileBytes, utf8 => isJson ? BatchFile.FromJson(Text(utf8)) : BatchFile.FromYaml(Text(utf8)), cancellation);
    }

    private static bool IsYaml(HttpRequest request)
        => MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) && type.MediaType.Value?.ToLowerInvariant() is "application/yaml" or "text/yaml";

    private static string Text(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidRequestException([new InputProblem("body", "It is no UTF-8.", "Send the file as UTF-8.")]);
        }
    }
}
