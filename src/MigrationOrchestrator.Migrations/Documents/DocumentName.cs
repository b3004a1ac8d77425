namespace MigrationOrchestrator.Migrations.Documents;

/// <summary>
/// A document's folder and name. Both have 1 to 64 characters of <c>a-z A-Z 0-9 - _</c>, the name also <c>.</c> inside, so that they are safe as
/// a path and as a blob name.
/// </summary>
public readonly record struct DocumentName
{
    private const int MaxLength = 64;

    /// <summary>Checks and wraps a name.</summary>
    /// <exception cref="FormatException">A part has another character or length.</exception>
    public DocumentName(string folder, string name)
    {
        if (!IsValid(folder) || !IsValid(name))
        {
            throw new FormatException($"'{name}' is no name of a document: 1 to {MaxLength} characters of a-z A-Z 0-9 - _ and . inside are allowed.");
        }

        Folder = folder;
        Name = name;
    }

    /// <summary>The kind of document.</summary>
    public string Folder { get; }

    /// <summary>Its name within the folder.</summary>
    public string Name { get; }

    /// <summary>Whether a text can be a document's name.</summary>
    public static bool IsValid(string? text)
        => text is { Length: >= 1 and <= MaxLength } && text[0] != '.' && text[^1] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <inheritdoc/>
    public override string ToString() => $"{Folder}/{Name}";
}
