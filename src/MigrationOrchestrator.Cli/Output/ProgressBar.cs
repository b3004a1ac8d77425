namespace MigrationOrchestrator.Cli.Output;

/// <summary>A bar on a terminal.</summary>
internal static class ProgressBar
{
    private const int Width = 30;

    /// <summary>A bar as markup.</summary>
    /// <param name="share">0 to 1.</param>
    public static string Of(double share)
    {
        int full = (int)(Math.Clamp(share, 0, 1) * Width);
        return $"[teal]{new string('━', full)}[/][grey]{new string('─', Width - full)}[/]";
    }
}
