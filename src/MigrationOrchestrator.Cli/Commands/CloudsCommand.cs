using System.CommandLine;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.Web.Clouds;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Commands;

/// <summary><c>migrator clouds</c>: registering clouds and looking into them.</summary>
internal static class CloudsCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The name under which the cloud is registered." };
    private static readonly Option<string?> Region = new("--region") { Description = "The region; else the registration's own or the only one.", HelpName = "name" };

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandAction action) => new("clouds", "Register clouds and look into them.") { List(action), Add(action), Remove(action), Test(action), Browse(action) };

    private static DocumentedCommand List(CommandAction action)
    {
        DocumentedCommand command = new("list", "List the registered clouds.", "migrator clouds list --json");
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            IReadOnlyList<Cloud> clouds = await desk.Clouds.ListAsync(context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, clouds);
                return ExitCode.Done;
            }

            Table table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Kind", "Endpoint", "Settings", "Secrets");
            foreach (Cloud cloud in clouds)
            {
                string settings = string.Join(", ", cloud.Settings.Select(setting => $"{setting.Key}={setting.Value}"));
                string secrets = string.Join(", ", cloud.Secrets.Select(secret => $"{secret.Key}={secret.Value}"));
                table.AddRow(Markup.Escape(cloud.Name.Value), Markup.Escape(cloud.Kind.Value), Markup.Escape(cloud.Endpoint.ToString()), Markup.Escape(settings), Markup.Escape(secrets));
            }

            context.Terminal.Output.Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Add(CommandAction action)
    {
        DocumentedCommand command = new(
            "add",
            "Register a cloud, or replace the one of that name. Asks for the password unless told where it is.",
            "migrator clouds add north --kind openstack --endpoint https://keystone.example.org:5000/v3 --set username=demo --set project_name=demo --set user_domain_name=Default --set project_domain_name=Default",
            "pass show vcd | migrator clouds add vcd --kind vcloud --endpoint https://vcd.example.org --set user=ada --set organisation=acme --password-stdin",
            "migrator clouds add vcd --kind vcloud --endpoint https://vcd.example.org --set organisation=acme --secret token=env:VCD_TOKEN") { Name };
        Option<string> kind = new("--kind") { Description = "Which protocol it speaks: openstack or vcloud.", Required = true, HelpName = "kind" };
        Option<string> endpoint = new("--endpoint") { Description = "Where it is asked first: Keystone's URL, the vCloud Director host's.", Required = true, HelpName = "url" };
        Option<string[]> set = new("--set") { Description = "A setting of the kind, such as username=demo; can be given often.", HelpName = "name=value" };
        SecretInput input = new();
        command.Options.Add(kind);
        command.Options.Add(endpoint);
        command.Options.Add(set);
        input.AddTo(command);
        action.Set(command, async context =>
        {
            Dictionary<string, SecretRef> references = input.References(context.Parse);
            Cloud cloud = Parsed(context.Parse.GetValue(Name)!, context.Parse.GetValue(kind)!, context.Parse.GetValue(endpoint)!) with
            {
                Settings = (context.Parse.GetValue(set) ?? []).Select(pair => Pairs.Split(pair, "--set")).ToDictionary(pair => pair.Name, pair => pair.Value),
                Secrets = references,
            };
            Dictionary<string, Secret> secrets = await input.ReadAsync(context, anyNamed: references.Count > 0);
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            Cloud kept = await desk.Clouds.RegisterAsync(cloud, secrets, context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, kept);
            }
            else
            {
                context.Terminal.Output.MarkupLineInterpolated($"Registered [bold]{kept.Name}[/]. Try it: migrator clouds test {kept.Name}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Remove(CommandAction action)
    {
        DocumentedCommand command = new("remove", "Forget a cloud and its secrets.", "migrator clouds remove north") { Name };
        action.Set(command, async context =>
        {
            CloudName name = NameOf(context);
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            return await desk.Clouds.RemoveAsync(name, context.Cancellation)
                ? ExitCode.Done
                : throw new FailureException(new Failure("cloud.unknown", $"There is no cloud '{name}' that can be removed here.") { Remedy = "'migrator clouds list' shows all; entries of clouds.yaml are removed in that file." });
        });
        return command;
    }

    private static DocumentedCommand Test(CommandAction action)
    {
        DocumentedCommand command = new("test", "Authenticate with a cloud and say as whom.", "migrator clouds test north --region RegionOne") { Name };
        command.Options.Add(Region);
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            CloudIdentity identity = await desk.Clouds.TestAsync(NameOf(context), context.Parse.GetValue(Region), context.Cancellation);
            if (context.Json)
            {
                CliJson.Write(context.Terminal, identity);
            }
            else
            {
                context.Terminal.Output.MarkupLineInterpolated($"{identity.User} in {identity.Scope}{(identity.Region is { } region ? $", {region}" : "")}, API {identity.ApiVersion}");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Browse(CommandAction action)
    {
        DocumentedCommand command = new("browse", "List what a cloud has.", "migrator clouds browse north servers", "migrator clouds browse vcd catalogs --json") { Name };
        Argument<CloudItemKind> kind = new("list") { Description = "What to list." };
        command.Arguments.Add(kind);
        command.Options.Add(Region);
        action.Set(command, async context =>
        {
            await using Desk desk = await Desk.OpenAsync(context, DeskUse.Look);
            List<CloudItem> items = [];
            await foreach (CloudItem item in desk.Clouds.BrowseAsync(NameOf(context), context.Parse.GetValue(kind), context.Parse.GetValue(Region), context.Cancellation))
            {
                items.Add(item);
            }

            if (context.Json)
            {
                CliJson.Write(context.Terminal, new CloudItems(items, Truncated: false));
                return ExitCode.Done;
            }

            Table table = new Table().Border(TableBorder.Rounded).AddColumns("Name", "Id", "Details");
            foreach (CloudItem item in items)
            {
                table.AddRow(Markup.Escape(item.Name), Markup.Escape(item.Id), Markup.Escape(string.Join(", ", item.Details.Select(detail => $"{detail.Key} {detail.Value}"))));
            }

            context.Terminal.Output.Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static CloudName NameOf(CommandContext context) => Checked(() => CloudName.Parse(context.Parse.GetValue(Name)!), "name");

    private static Cloud Parsed(string name, string kind, string endpoint) => new(
        Checked(() => CloudName.Parse(name), "name"),
        Checked(() => CloudKind.Parse(kind), "--kind"),
        Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) ? uri : throw new UsageException("usage.endpoint", "--endpoint is no absolute URL.", "Give the cloud's address, such as https://keystone.example.org:5000/v3."));

    private static T Checked<T>(Func<T> parse, string where)
    {
        try
        {
            return parse();
        }
        catch (FormatException malformed)
        {
            throw new UsageException("usage.name", $"{where}: {malformed.Message}", "'migrator clouds list' shows what is registered.");
        }
    }
}
