using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Images.Descriptors;
using MigrationOrchestrator.Images.Packages;
using MigrationOrchestrator.Migrations;
using Spectre.Console;

namespace MigrationOrchestrator.Cli.Output;

/// <summary>Says what went wrong: code, what was found, what to do; and chooses the exit code.</summary>
internal static class ErrorReport
{
    /// <summary>Writes an error and returns the exit code for it.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="json">Whether it is written as JSON to standard output.</param>
    /// <param name="interrupted">Whether the user had interrupted.</param>
    public static int Write(Terminal terminal, Exception exception, bool json, bool interrupted)
    {
        if (interrupted && exception is OperationCanceledException)
        {
            terminal.Error.MarkupLine("[yellow]Interrupted.[/]");
            return ExitCode.Interrupted;
        }

        (CommandError error, int code) = Describe(exception);
        try
        {
            if (json)
            {
                CliJson.WriteLine(terminal, error);
                return code;
            }
        }
        catch (IOException)
        {
            // Standard output cannot be written, which may be the very error: standard error says it.
        }

        TryWriteText(terminal.Error, error);
        return code;
    }

    /// <summary>Writes a failure that is data already.</summary>
    public static void Write(Terminal terminal, Failure failure) => WriteText(terminal.Error, ErrorOf(failure));

    private static (CommandError Error, int Code) Describe(Exception exception) => exception switch
    {
        UsageException usage => (new(usage.Code, usage.Message, usage.Remedy), ExitCode.WrongInput),
        InvalidRequestException invalid => (Invalid(invalid.Problems), ExitCode.WrongInput),
        ContinuationTokenException unknown => (Invalid([new InputProblem("after", unknown.Message, ContinuationTokenException.Remedy)]), ExitCode.WrongInput),
        InstanceExistsException taken => (new("migration.exists", taken.Message, "Take another --id, or none; 'migrator run --resume' goes on with that one."), ExitCode.WrongInput),
        FailureException { Failure.Code: "cloud.unknown" or "cloud.not_supported" } unknown => (ErrorOf(unknown.Failure), ExitCode.WrongInput),
        FailureException failed => (ErrorOf(failed.Failure), ExitCode.Failed),
        ImageException image => (new(image.Code, $"{image.Field}: found {image.Found}.", image.Remedy), ExitCode.Failed),
        PackageException package => (new(package.Code, package.Message, null), ExitCode.Failed),
        DescriptorException descriptor => (new(descriptor.Code, descriptor.Message, null), ExitCode.Failed),
        FileNotFoundException or DirectoryNotFoundException => (new("file.missing", exception.Message, "Check the path."), ExitCode.WrongInput),
        UnauthorizedAccessException => (new("file.denied", exception.Message, "Check who owns it and its mode."), ExitCode.Failed),
        IOException io => (new("file.failed", io.Message, "Check the disk and its free space."), ExitCode.Failed),
        _ => (new(Failure.Unexpected, $"{exception.GetType().Name}: {exception.Message}", "This is a defect; the log in the data folder has more."), ExitCode.Failed),
    };

    private static CommandError Invalid(IReadOnlyList<InputProblem> problems)
        => new("request.invalid", "What was asked for cannot be used.", null) { Errors = [.. problems.Select(RequestField.Named)] };

    private static CommandError ErrorOf(Failure failure) => new(failure.Code, failure.Message, failure.Remedy) { Provider = failure.Provider, RequestId = failure.RequestId };

    /// <summary>Where standard error cannot be written either, the exit code is all that is left.</summary>
    private static void TryWriteText(IAnsiConsole console, CommandError error)
    {
        try
        {
            WriteText(console, error);
        }
        catch (IOException)
        {
        }
    }

    private static void WriteText(IAnsiConsole console, CommandError error)
    {
        console.MarkupLineInterpolated($"[red]error[/] [bold]{error.Code}[/]: {error.Message}");
        foreach (InputProblem problem in error.Errors ?? [])
        {
            console.MarkupLineInterpolated($"  [bold]{problem.Field}[/]: {problem.Message} {problem.Remedy}");
        }

        if (error.Provider is { } provider)
        {
            console.MarkupLineInterpolated($"  said by {provider}{(error.RequestId is { } id ? $", request {id}" : "")}");
        }

        if (error.Remedy is { } remedy)
        {
            console.MarkupLineInterpolated($"  [green]what to do[/]: {remedy}");
        }
    }
}

/// <summary>An error as <c>--json</c> writes it.</summary>
/// <param name="Code">Stable and dotted.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do, where that is known.</param>
internal sealed record CommandError(string Code, string Message, string? Remedy)
{
    /// <summary>Single problems with their fields, where input was wrong.</summary>
    public IReadOnlyList<InputProblem>? Errors { get; init; }

    /// <summary>The kind of cloud that answered, where one was asked.</summary>
    public string? Provider { get; init; }

    /// <summary>The cloud's own id of the request.</summary>
    public string? RequestId { get; init; }
}
