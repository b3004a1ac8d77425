using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Journals;

namespace MigrationOrchestrator.Emulators.Hosting;

/// <summary>
/// <c>/_emulator/faults</c> (GET, PUT, DELETE), <c>/_emulator/journal</c> (GET, DELETE), <c>/_emulator/resources</c> (GET): for tests in other processes.
/// Each needs the control key in the header <c>X-Emulator-Key</c>. No product code ever calls them.
/// </summary>
internal static class ControlEndpoints
{
    public const string KeyHeader = "X-Emulator-Key";
    private const string Root = "/_emulator";

    public static bool Owns(PathString path) => path.StartsWithSegments(Root, StringComparison.Ordinal);

    public static void MapControl(this IEndpointRouteBuilder routes, string key, FaultInjector faults, RequestJournal journal, Func<IReadOnlyDictionary<string, int>> resources)
    {
        RouteGroupBuilder control = routes.MapGroup(Root);
        Map(control, key, "GET", "/faults", context => context.Response.WriteAsJsonAsync(
            new FaultSettings(faults.BandwidthBytesPerSecond, faults.Rules), ControlJson.Default.FaultSettings, cancellationToken: context.RequestAborted));
        Map(control, key, "PUT", "/faults", context => SetFaultsAsync(context, faults));
        Map(control, key, "DELETE", "/faults", context => Done(context, faults.Clear));
        Map(control, key, "GET", "/journal", context => context.Response.WriteAsJsonAsync(
            journal.Entries, ControlJson.Default.IReadOnlyListJournalEntry, cancellationToken: context.RequestAborted));
        Map(control, key, "DELETE", "/journal", context => Done(context, journal.Clear));
        Map(control, key, "GET", "/resources", context => context.Response.WriteAsJsonAsync(
            resources(), ControlJson.Default.IReadOnlyDictionaryStringInt32, cancellationToken: context.RequestAborted));
    }

    /// <summary>Adds an emulator's own control endpoint below <c>/_emulator</c>, behind the same key.</summary>
    public static void MapControl(this IEndpointRouteBuilder routes, string key, string method, string path, RequestDelegate handle) => Map(routes.MapGroup(Root), key, method, path, handle);

    private static void Map(RouteGroupBuilder control, string key, string method, string path, RequestDelegate handle)
        => control.MapMethods(path, [method], context =>
        {
            string? given = context.Request.Headers[KeyHeader];
            if (given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key)))
            {
                return handle(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync($"Send the control key, which the emulator told at its start, as {KeyHeader}.", context.RequestAborted);
        });

    private static Task Done(HttpContext context, Action action)
    {
        action();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static async Task SetFaultsAsync(HttpContext context, FaultInjector faults)
    {
        try
        {
            FaultSettings settings = await context.Request.ReadFromJsonAsync(ControlJson.Default.FaultSettings, context.RequestAborted)
                ?? throw new JsonException("An object with 'rules' is needed.");
            faults.Replace(settings.Rules ?? []);
            faults.BandwidthBytesPerSecond = settings.BandwidthBytesPerSecond;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(wrong.Message, context.RequestAborted);
        }
    }
}
