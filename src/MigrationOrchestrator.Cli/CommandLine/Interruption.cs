using System.Runtime.InteropServices;

namespace MigrationOrchestrator.Cli.CommandLine;

/// <summary>The first Ctrl-C (or SIGTERM) asks everything to stop in good order, the second ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public Interruption()
    {
        foreach (PosixSignal signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
        {
            registrations.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Interrupted);
        }

        context.Cancel = true;
        source.Cancel();
    }
}
