using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Images;

/// <summary>Glance's images without their data: list, show, create, delete.</summary>
internal sealed class GlanceEndpoints(EmulatedCloud cloud, Gate gate)
{
    private const int DefaultPage = 25;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        gate.Map(routes, "GET", "/{region}/image/v2/images", Gate.RefuseAsGlanceAsync, ListAsync);
        gate.Map(routes, "POST", "/{region}/image/v2/images", Gate.RefuseAsGlanceAsync, CreateAsync);
        gate.Map(routes, "GET", "/{region}/image/v2/images/{id}", Gate.RefuseAsGlanceAsync, ShowAsync);
        gate.Map(routes, "DELETE", "/{region}/image/v2/images/{id}", Gate.RefuseAsGlanceAsync, DeleteAsync);
    }

    public static Task MissingAsync(HttpContext context) => context.GlanceErrorAsync(404, $"No image found with ID {context.Request.RouteValues["id"]}");

    private Task ListAsync(HttpContext context, EmulatedRegion region)
    {
        Dictionary<string, string> query = context.Request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        query.Remove("limit", out string? limitText);
        query.Remove("marker", out string? marker);
        if (limitText is not null && !(int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out int asked) && asked > 0))
        {
            return context.GlanceErrorAsync(400, "limit param must be an integer");
        }

        int limit = Math.Min(limitText is null ? DefaultPage : int.Parse(limitText, CultureInfo.InvariantCulture), LargestPage);
        List<EmulatedImage> images = [.. region.Images.All.Where(image => Matches(image, query))];
        if (marker is not null)
        {
            int place = images.FindIndex(image => image.Id == marker);
            if (place < 0)
            {
                return context.GlanceErrorAsync(400, "Invalid marker. Image could not be found.");
            }

            images.RemoveRange(0, place + 1);
        }

        JsonObject body = new()
        {
            ["images"] = new JsonArray([.. images.Take(limit).Select(image => ImageJson.Of(image, cloud.ProjectId))]),
            ["first"] = Page(query, limitText, null),
            ["schema"] = "/v2/schemas/images",
        };
        if (images.Count >= limit)
        {
            // Glance offers a next page whenever this one is full, also where nothing follows.
            body["next"] = Page(query, limitText, images[limit - 1].Id);
        }

        return context.JsonAsync(200, body);
    }

    private static string Page(Dictionary<string, string> query, string? limit, string? marker)
    {
        Dictionary<string, string?> pairs = query.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        if (limit is not null)
        {
            pairs["limit"] = limit;
        }

        if (marker is not null)
        {
            pairs["marker"] = marker;
        }

        return QueryHelpers.AddQueryString("/v2/images", pairs);
    }

    private static bool Matches(EmulatedImage image, Dictionary<string, string> query) => query.All(filter => filter.Key switch
    {
        "name" => image.Name == filter.Value,
        "status" => image.Status == filter.Value,
        "visibility" => image.Visibility == filter.Value,
        "disk_format" => image.DiskFormat == filter.Value,
        "sort" or "sort_key" or "sort_dir" => true,
        _ => image.Properties.GetValueOrDefault(filter.Key) == filter.Value,
    });

    private Task ShowAsync(HttpContext context, EmulatedRegion region)
        => region.Images.Find((string)context.Request.RouteValues["id"]!) is { } image ? context.JsonAsync(200, ImageJson.Of(image, cloud.ProjectId)) : MissingAsync(context);

    private async Task CreateAsync(HttpContext context, EmulatedRegion region)
    {
        if (await context.ReadObjectAsync() is not { } body)
        {
            await context.GlanceErrorAsync(400, "Malformed JSON in request body.");
            return;
        }

        (EmulatedImage? image, int status, string problem) = ImageRequest.Read(body, cloud.Clock.GetUtcNow());
        if (image is null)
        {
            await context.GlanceErrorAsync(status, problem);
        }
        else if (region.DeletedImages.Find(image.Id) is not null || !region.Images.Add(image))
        {
            await context.GlanceErrorAsync(409, $"Image ID {image.Id} already exists!");
        }
        else
        {
            context.Response.Headers.Location = $"http://{context.Request.Host}/{region.Name}/image/v2/images/{image.Id}";
            context.Response.Headers["Openstack-Image-Import-Methods"] = "glance-direct,web-download,copy-image";
            context.Response.Headers["Openstack-Image-Store-Ids"] = "local";
            await context.JsonAsync(201, ImageJson.Of(image, cloud.ProjectId));
        }
    }

    private Task DeleteAsync(HttpContext context, EmulatedRegion region)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (region.Images.Find(id) is not { } image)
        {
            return MissingAsync(context);
        }

        if (image.Protected)
        {
            return context.GlanceErrorAsync(403, $"Image {id} is protected and cannot be deleted.");
        }

        region.Images.Remove(id);
        region.DeletedImages.Add(id);
        File.Delete(region.ImagePath(id));
        return context.EmptyAsync(204, "text/html; charset=UTF-8");
    }
}
