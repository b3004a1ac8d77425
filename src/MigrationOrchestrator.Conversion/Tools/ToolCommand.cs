namespace MigrationOrchestrator.Conversion.Tools;

/// <summary>How a tool is called on this machine.</summary>
/// <param name="Program">The program's real path: links are followed.</param>
/// <param name="LeadingArguments">Arguments before the job's own.</param>
/// <param name="ReadOnlyPaths">Files and folders that it needs beside the system's libraries.</param>
/// <param name="Environment">Its environment variables beside the sandbox's own.</param>
internal sealed record ToolCommand(string Program, IReadOnlyList<string> LeadingArguments, IReadOnlyList<string> ReadOnlyPaths, IReadOnlyDictionary<string, string> Environment);
