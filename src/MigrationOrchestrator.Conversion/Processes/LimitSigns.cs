namespace MigrationOrchestrator.Conversion.Processes;

/// <summary>The limits by name, and how a process that met one looks.</summary>
internal static class LimitSigns
{
    /// <summary>It ran too long.</summary>
    public const string WallTime = "wall time";

    /// <summary>It used too much memory.</summary>
    public const string Memory = "memory";

    /// <summary>It wrote too much.</summary>
    public const string Output = "output";

    /// <summary>It used too much processor time.</summary>
    public const string ProcessorTime = "processor time";

    // A shell's and .NET's exit code of a process that a signal ended (signal(7)).
    private const int Signalled = 128;
    private const int ProcessorTimeSignal = 24;
    private const int FileSizeSignal = 25;

    private static readonly string[] MemoryWords = ["out of memory", "outofmemory", "cannot allocate", "memory exhausted", "failed to allocate", "gc heap initialization failed"];

    /// <summary>Which limit ended a process, or null.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="errors">The end of its standard error.</param>
    public static string? Read(int exitCode, string errors) => exitCode switch
    {
        0 => null,
        Signalled + ProcessorTimeSignal => ProcessorTime,
        Signalled + FileSizeSignal => Output,
        _ when errors.Contains("File too large", StringComparison.OrdinalIgnoreCase) => Output,
        _ when MemoryWords.Any(word => errors.Contains(word, StringComparison.OrdinalIgnoreCase)) => Memory,
        _ => null,
    };
}
