using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Instances;
using MigrationOrchestrator.Web.Problems;

namespace MigrationOrchestrator.Web.Migrations;

/// <summary>Starting and reading migrations.</summary>
public static class MigrationEndpoints
{
    /// <summary>Maps <c>POST</c> and <c>GET /api/migrations</c>, <c>GET /api/migrations/{id}</c> with <c>/history</c> and <c>/receipt</c>.</summary>
    public static IEndpointRouteBuilder MapMigrations(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/migrations").WithTags("migrations");
        group.MapPost("", StartAsync).WithSummary("Start a migration").Accepts<MigrationRequest>("application/json")
            .Produces<StartedInstance>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("", ListAsync).WithSummary("List migrations, newest first").Produces<MigrationPage>().ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("{id}", FindAsync).WithSummary("One migration with its steps (unless ?steps=false), plan and receipt")
            .Produces<MigrationView>().Produces<MigrationView>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("{id}/history", HistoryAsync).WithSummary("Its history and its disks' histories").Produces<IReadOnlyList<HistoryRow>>().ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("{id}/receipt", ReceiptAsync).WithSummary("Its receipt, once it has ended").Produces<Receipt>().ProducesProblem(StatusCodes.Status404NotFound);
        return routes;
    }

    /// <summary>Starts a migration: 202 with its links. The query's <c>id</c> chooses the id, so that a repeated request starts nothing twice.</summary>
    public static Task<IResult> StartAsync(HttpRequest request, IMigrations migrations, CancellationToken cancellation, string? id = null) => Answer.Async(async () =>
    {
        if (id is not null && !InstanceId.IsValid(id))
        {
            return Problem.Input([new("id", "It is no id of a migration.", "1 to 200 characters of a-z A-Z 0-9 - _ . : @ are allowed.")]);
        }

        MigrationRequest asked = await RequestBody.ReadAsync<MigrationRequest>(request, cancellation);
        return InstanceKind.Migration.Started(await migrations.StartAsync(asked, id is null ? null : new InstanceId(id), cancellation), request);
    });

    /// <summary>A page of migrations. <paramref name="status"/> is a <see cref="MigrationState"/>'s name in any case; <paramref name="after"/> the last page's own.</summary>
    public static Task<IResult> ListAsync(IMigrations migrations, CancellationToken cancellation, string? status = null, string? cloud = null, string? after = null, string? limit = null) => Answer.Async(async () =>
    {
        List<InputProblem> problems = [];
        MigrationState? state = null;
        if (status is not null)
        {
            state = Enum.TryParse(status, ignoreCase: true, out MigrationState known) && Enum.IsDefined(known) && !char.IsAsciiDigit(status[0]) ? known : null;
            if (state is null)
            {
                problems.Add(new InputProblem("status", "There is no such state.", $"Use one of: {string.Join(", ", Enum.GetNames<MigrationState>())}."));
            }
        }

        int count = PageSize.Read(limit, problems);
        return problems.Count > 0
            ? Problem.Input(problems)
            : TypedResults.Ok(await migrations.ListAsync(new MigrationFilter { State = state, Cloud = cloud, After = after, Limit = count }, cancellation));
    });

    /// <summary>
    /// One migration: 202 with <c>Retry-After</c> while it is under way, 200 once it has ended, 404 where the id is unknown. With <c>?steps=false</c>
    /// without its steps, for whoever asks often: no history is read for it.
    /// </summary>
    public static Task<IResult> FindAsync(string id, HttpRequest request, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        bool withoutSteps = request.Query["steps"] == "false" && InstanceId.IsValid(id);
        return await (withoutSteps ? migrations.FindProgressAsync(new InstanceId(id), cancellation) : FindViewAsync(id, migrations, cancellation)) is { } view
            ? InstanceKind.Migration.Found(view.Id, view, view.State.HasEnded(), request)
            : InstanceKind.Migration.Unknown(id);
    });

    /// <summary>Its history with its disks' histories, in order of time.</summary>
    public static Task<IResult> HistoryAsync(string id, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        IReadOnlyList<HistoryRow> rows = InstanceId.IsValid(id) ? await migrations.HistoryAsync(new InstanceId(id), cancellation) : [];
        return rows.Count > 0 ? TypedResults.Ok(rows) : InstanceKind.Migration.Unknown(id);
    });

    /// <summary>Its receipt; 404 with <c>receipt.not_yet</c> before it has ended.</summary>
    public static Task<IResult> ReceiptAsync(string id, IMigrations migrations, CancellationToken cancellation) => Answer.Async(async () =>
    {
        if (!InstanceId.IsValid(id))
        {
            return InstanceKind.Migration.Unknown(id);
        }

        if (await migrations.FindReceiptAsync(new InstanceId(id), cancellation) is { } receipt)
        {
            return TypedResults.Ok(receipt);
        }

        return await FindViewAsync(id, migrations, cancellation) is { } view
            ? Problem.Of(StatusCodes.Status404NotFound, "receipt.not_yet", "No receipt yet", $"Migration '{view.Id}' is {view.State}; it has no receipt.", "Ask again once it has ended.")
            : InstanceKind.Migration.Unknown(id);
    });

    /// <summary>One migration, or null where the id is unknown or impossible.</summary>
    private static async Task<MigrationView?> FindViewAsync(string id, IMigrations migrations, CancellationToken cancellation)
        => InstanceId.IsValid(id) ? await migrations.FindAsync(new InstanceId(id), cancellation) : null;
}
