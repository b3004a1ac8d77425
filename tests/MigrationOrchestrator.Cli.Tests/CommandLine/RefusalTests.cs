using System.Text;
using MigrationOrchestrator.Cli.CommandLine;
using MigrationOrchestrator.Cli.Output;
using MigrationOrchestrator.Cli.Tests.Support;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Cli.Tests.CommandLine;

/// <summary>What commands say where they cannot do what was asked for.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("--openstack-port", "99999")]
    [InlineData("--vcloud-port", "-1")]
    public async Task Emulate_PortThatIsNone_IsWrongUsage(string option, string port)
    {
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("emulate", $"{option}={port}", "--json");

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains($"{option} takes a number from 0 to 65535.", terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_IdThatIsNone_SaysWhatIsAllowed()
    {
        using TestTerminal terminal = new();

        int code = await terminal.RunAsync("run", "--id", "a/b", "--from", "north", "--machine", "web-1", "--to", "vcd");

        Assert.Equal(ExitCode.WrongInput, code);
        Assert.Contains("1 to 200 characters of a-z A-Z 0-9 - _ . : @ are allowed", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhatACloudDoesNotHave_IsWrongInput()
    {
        using TestTerminal terminal = new();

        int code = ErrorReport.Write(terminal.Terminal, new FailureException(new Failure("cloud.not_supported", "An OpenStack cloud has no Catalogs.")), json: false, interrupted: false);

        Assert.Equal(ExitCode.WrongInput, code);
    }

    [Theory]
    [InlineData("list", "--json")]
    [InlineData("list", "--limit", "many", "--json")]
    [InlineData("status", "m-1", "--json")]
    public async Task Run_AnswerCannotBeWritten_FailsWithAMessage(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        await using FullWriter full = new();

        int code = await MigratorCommand.RunAsync([.. arguments, "--data", folder.Path], terminal.Terminal with { Raw = full }, TestContext.Current.CancellationToken);

        Assert.Equal(arguments.Contains("many") ? ExitCode.WrongInput : ExitCode.Failed, code);
        Assert.Contains("error", terminal.Error, StringComparison.Ordinal);
    }

    /// <summary>Standard output on a disk that is full.</summary>
    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device.");
    }
}
