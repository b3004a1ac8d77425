namespace MigrationOrchestrator.Images;

/// <summary>Text from an image, made fit for a message.</summary>
internal static class ForeignText
{
    private const int MaxLength = 200;

    /// <summary>Shows control characters as '?' and keeps the text short.</summary>
    public static string Printable(string text) =>
        string.Create(Math.Min(text.Length, MaxLength), text, static (span, name) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(name[i]) ? '?' : name[i];
            }
        });
}
