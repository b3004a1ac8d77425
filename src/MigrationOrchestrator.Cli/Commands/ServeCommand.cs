using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Migrations.Schedules;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator serve</c>: runs migrations as a service, with the HTTP interface and the web page.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Url = new("--url") { Description = "Where to listen; else Web:Url of the configuration, else http://127.0.0.1:8080.", HelpName = "http://host:port" };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action)
    {
        DocumentedCommand command = new(
            "serve",
            "Run migrations as a service, with the HTTP interface and the web page, and start the batches of schedules. Loopback only, unless a key is configured.",
            "migrator serve",
            "MIGRATOR_WEB__KEY=$(cat key) migrator serve --url http://0.0.0.0:8080");
        command.Options.Add(Url);
        action.Set(command, ServeAsync);
        return command;
    }

    private static async Task<int> ServeAsync(CommandContext context)
    {
        DataFolder folder = context.OpenDataFolder();
        MigratorOptions options = MigratorConfiguration.Load(folder);
        Listening listening = Listening.Public(context.Parse.GetValue(Url) ?? options.Web.Url, options.Web.Key);
        using Ownership ownership = Ownership.TryTake(folder) ?? throw new UsageException("data.busy", $"Another process owns the data folder '{folder.Root}'.", "One process serves a data folder; stop the other one, or name another folder with --data.");
        await using EmbeddedHost host = await EmbeddedHost.StartAsync(
            folder,
            options,
            listening,
            ownership,
            context.Terminal,
            context.Cancellation,
            services => services.AddSingleton<DueSchedules>().AddHostedService<ScheduleClock>());
        Say(context, host, folder, listening.Access.Key is not null);
        await UntilInterruptedAsync(context.Cancellation);
        return ExitCode.Done;
    }

    /// <summary>Being told to stop is how a service ends well.</summary>
    internal static async Task UntilInterruptedAsync(CancellationToken cancellation)
    {
        TaskCompletionSource interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = cancellation.Register(interrupted.SetResult);
        await interrupted.Task;
    }

    private static void Say(CommandContext context, EmbeddedHost host, DataFolder folder, bool demandsKey)
    {
        string url = host.Urls[0].ToString();
        if (context.Json)
        {
            CliJson.WriteLine(context.Terminal, new ServingAnswer(url, folder.Root));
            return;
        }

        IAnsiConsole output = context.Terminal.Output;
        output.MarkupLineInterpolated($"Serving the data folder {folder.Root}");
        output.MarkupLineInterpolated($"Web page: [bold]{url}[/]  HTTP interface: {url}openapi/v1.json");
        if (demandsKey)
        {
            output.MarkupLine("Requests present the configured key as x-functions-key; the page asks for it.");
        }

        output.MarkupLine("Ctrl-C stops it; open migrations go on at the next start.");
    }
}

/// <summary>What <c>migrator serve --json</c> prints once it serves.</summary>
/// <param name="Url">Where.</param>
/// <param name="Data">The data folder.</param>
internal sealed record ServingAnswer(string Url, string Data);
