using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MigrationOrchestrator.Emulators.OpenStack.State;

namespace MigrationOrchestrator.Emulators.OpenStack.Compute;

/// <summary>What can be done to a server: createImage, os-stop, os-start, delete.</summary>
internal sealed class ServerActions(EmulatedCloud cloud, ServerImaging imaging)
{
    public static Task MissingAsync(HttpContext context) => context.NovaErrorAsync(404, $"Instance {context.Request.RouteValues["id"]} could not be found.");

    public async Task ActAsync(HttpContext context, EmulatedRegion region, string nova, Microversion version)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        JsonObject? body = await context.ReadObjectAsync();
        if (region.Servers.Find(id) is null)
        {
            await MissingAsync(context);
        }
        else if (body is { Count: 1 } && body.ContainsKey("createImage"))
        {
            await imaging.BeginAsync(context, region, id, body.Object("createImage"), version);
        }
        else if (body is { Count: 1 } && body.ContainsKey("os-stop"))
        {
            await SwitchAsync(context, region, id, "stop", "ACTIVE", "powering-off", "SHUTOFF");
        }
        else if (body is { Count: 1 } && body.ContainsKey("os-start"))
        {
            await SwitchAsync(context, region, id, "start", "SHUTOFF", "powering-on", "ACTIVE");
        }
        else
        {
            await context.NovaErrorAsync(400, "There is no such action: " + (body?.FirstOrDefault().Key ?? "none"));
        }
    }

    public Task DeleteAsync(HttpContext context, EmulatedRegion region)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        if (region.Servers.Change(id, server => server with { TaskState = "deleting" }) is null)
        {
            return MissingAsync(context);
        }

        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.ServerTime, end);
            region.Servers.Remove(id);
            File.Delete(region.DiskPath(id));
        });
        return context.EmptyAsync(204);
    }

    public static Task ConflictAsync(HttpContext context, string action, EmulatedServer server) => context.NovaErrorAsync(
        409,
        $"Cannot '{action}' instance {server.Id} while it is in " + (server.TaskState is { } task ? $"task_state {task}" : $"vm_state {server.Status switch { "ACTIVE" => "active", "SHUTOFF" => "stopped", "ERROR" => "error", _ => "building" }}"));

    private Task SwitchAsync(HttpContext context, EmulatedRegion region, string id, string action, string from, string task, string to)
    {
        if (region.Servers.Change(id, server => server.Status == from && server.TaskState is null, server => server with { TaskState = task }) is null)
        {
            return region.Servers.Find(id) is { } server ? ConflictAsync(context, action, server) : MissingAsync(context);
        }

        cloud.Chores.Begin(async end =>
        {
            await cloud.Chores.WaitAsync(cloud.Options.ServerTime, end);
            region.Servers.Change(id, now => now.TaskState == task, now => now with { Status = to, TaskState = null });
        });
        return context.EmptyAsync(202);
    }
}
