using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Clouds;

/// <summary>Registering clouds and looking into them.</summary>
public static class CloudEndpoints
{
    /// <summary>At most this many things are listed.</summary>
    private const int MaxItems = 2_000;

    /// <summary>Maps <c>GET</c> and <c>POST /api/clouds</c>, <c>DELETE /api/clouds/{name}</c>, <c>POST /api/clouds/{name}/test</c> and <c>GET /api/clouds/{name}/{kind}</c>.</summary>
    public static IEndpointRouteBuilder MapClouds(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/clouds").WithTags("clouds");
        group.MapGet("", ListAsync).WithSummary("All registered clouds").Produces<IReadOnlyList<Cloud>>();
        group.MapPost("", RegisterAsync).WithSummary("Register a cloud").Accepts<CloudRegistration>("application/json")
            .Produces<Cloud>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapDelete("{name}", RemoveAsync).WithSummary("Forget a cloud and its secrets").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("{name}/test", TestAsync).WithSummary("Authenticate and say as whom").Produces<CloudIdentity>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status502BadGateway);
        group.MapGet("{name}/{kind}", BrowseAsync).WithSummary("List regions, servers, images, networks, flavors, vdcs, catalogs, templates or storageProfiles").Produces<CloudItems>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status502BadGateway);
        return routes;
    }

    /// <summary>All registered clouds, with references to their secrets.</summary>
    public static Task<IResult> ListAsync(ICloudDesk clouds, CancellationToken cancellation)
        => Answer.Async(async () => TypedResults.Ok(await clouds.ListAsync(cancellation)));

    /// <summary>Registers a cloud or replaces the one of that name: 201.</summary>
    public static Task<IResult> RegisterAsync(HttpRequest request, ICloudDesk clouds, CancellationToken cancellation) => Answer.Async(async () =>
    {
        CloudRegistration asked = await RequestBody.ReadAsync<CloudRegistration>(request, cancellation);
        Cloud cloud = new(asked.Name, asked.Kind, asked.Endpoint) { Settings = asked.Settings, Secrets = asked.SecretReferences };
        Cloud kept = await clouds.RegisterAsync(cloud, asked.Secrets.ToDictionary(secret => secret.Key, secret => new Secret(secret.Value)), cancellation);
        return TypedResults.Created($"{request.PathBase}/api/clouds/{kept.Name}", kept);
    });

    /// <summary>Forgets a cloud: 204.</summary>
    public static Task<IResult> RemoveAsync(string name, ICloudDesk clouds, CancellationToken cancellation) => Answer.Async(async () =>
        await clouds.RemoveAsync(NameOf(name), cancellation) ? TypedResults.NoContent() : Unknown(name));

    /// <summary>Authenticates and says as whom.</summary>
    public static Task<IResult> TestAsync(string name, ICloudDesk clouds, CancellationToken cancellation, string? region = null)
        => Answer.Async(async () => TypedResults.Ok(await clouds.TestAsync(NameOf(name), region, cancellation)));

    /// <summary>Lists things of one kind; <paramref name="kind"/> is a <see cref="CloudItemKind"/>'s name in any case.</summary>
    public static Task<IResult> BrowseAsync(string name, string kind, ICloudDesk clouds, CancellationToken cancellation, string? region = null) => Answer.Async(async () =>
    {
        if (!Enum.TryParse(kind, ignoreCase: true, out CloudItemKind wanted) || !Enum.IsDefined(wanted) || char.IsAsciiDigit(kind[0]))
        {
            return Problem.Of(StatusCodes.Status404NotFound, "cloud.unknown_list", "No such list", "Clouds have no list of that name.", $"Use one of: {string.Join(", ", Enum.GetNames<CloudItemKind>())}.");
        }

        List<CloudItem> items = [];
        await foreach (CloudItem item in clouds.BrowseAsync(NameOf(name), wanted, region, cancellation))
        {
            if (items.Count == MaxItems)
            {
                return TypedResults.Ok(new CloudItems(items, Truncated: true));
            }

            items.Add(item);
        }

        return TypedResults.Ok(new CloudItems(items, Truncated: false));
    });

    private static CloudName NameOf(string name)
    {
        try
        {
            return CloudName.Parse(name);
        }
        catch (FormatException malformed)
        {
            throw new MigrationOrchestrator.Migrations.InvalidRequestException([new("name", malformed.Message, "GET /api/clouds lists all.")]);
        }
    }

    private static ProblemHttpResult Unknown(string name)
        => Problem.Of(StatusCodes.Status404NotFound, "cloud.unknown", "No such cloud", $"There is no cloud '{name}' that can be removed here.", "Entries of clouds.yaml are removed in that file.");
}
