using System.CommandLine;
using MigrationOrchestrator.Migrations.Secrets;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>How secrets come in: a prompt, standard input, an environment variable, a reference. Never as an argument's value, which other users could see.</summary>
internal sealed class SecretInput
{
    private const int MaxLength = 16 * 1024;
    private const string Password = "password";

    private readonly Option<string[]> references = new("--secret") { Description = "A secret that exists already: its name and its reference, such as password=env:NORTH_PASSWORD or password=file:clouds/north/password.", HelpName = "name=store:path" };
    private readonly Option<string?> passwordEnvironment = new("--password-env") { Description = "The environment variable that holds the password at every run.", HelpName = "variable" };
    private readonly Option<bool> passwordInput = new("--password-stdin") { Description = "Read the password from standard input." };
    private readonly Option<string?> secretInput = new("--secret-stdin") { Description = "Read the secret of this name from standard input (token, credentialSecret and the like).", HelpName = "name" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { references, passwordEnvironment, passwordInput, secretInput })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>References that the command line names.</summary>
    /// <exception cref="UsageException">One is malformed.</exception>
    public Dictionary<string, SecretRef> References(ParseResult parse)
    {
        Dictionary<string, SecretRef> named = [];
        foreach (string pair in parse.GetValue(references) ?? [])
        {
            (string name, string value) = Pairs.Split(pair, "--secret");
            try
            {
                named[name] = SecretRef.Parse(value);
            }
            catch (FormatException)
            {
                throw new UsageException("secret.reference", $"--secret {name}: this is no reference.", "Give name=store:path, such as password=env:NORTH_PASSWORD. Secrets themselves never go on the command line; use --password-stdin or the prompt.");
            }
        }

        if (parse.GetValue(passwordEnvironment) is { Length: > 0 } variable)
        {
            named[Password] = SecretRef.Parse($"env:{variable}");
        }

        return named;
    }

    /// <summary>Secrets that are read now: from standard input where that was asked for, else from the person at the terminal where no secret was named at all.</summary>
    /// <exception cref="UsageException">Standard input is empty or too long.</exception>
    public async Task<Dictionary<string, Secret>> ReadAsync(CommandContext context, bool anyNamed)
    {
        string? fromInput = context.Parse.GetValue(passwordInput) ? Password : context.Parse.GetValue(secretInput);
        if (fromInput is not null)
        {
            return new() { [fromInput] = await FromInputAsync(context) };
        }

        if (anyNamed || !context.Terminal.CanAsk)
        {
            return [];
        }

        TextPrompt<string> prompt = new TextPrompt<string>("Password (empty for none):").Secret(null).AllowEmpty();
        string typed = await context.Terminal.Error.PromptAsync(prompt, context.Cancellation);
        return typed.Length > 0 ? new() { [Password] = new Secret(typed) } : [];
    }

    private static async Task<Secret> FromInputAsync(CommandContext context)
    {
        char[] buffer = new char[MaxLength + 1];
        int length = await context.Terminal.Input.ReadBlockAsync(buffer, context.Cancellation);
        string text = new string(buffer, 0, length).TrimEnd('\r', '\n');
        return text.Length is > 0 and <= MaxLength
            ? new Secret(text)
            : throw new UsageException("secret.input", length == 0 ? "Standard input has no secret." : "Standard input holds an empty or a too long secret.", "Pipe the secret in, such as: pass show north | migrator clouds add ... --password-stdin");
    }
}
