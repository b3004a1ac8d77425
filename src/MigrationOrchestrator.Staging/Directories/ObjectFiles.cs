using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Blocks;

namespace MigrationOrchestrator.Staging.Directories;

/// <summary>
/// The files of one object. Inner folders end in <c>+</c> and working files in <c>~word</c>, characters that no segment of a name has, so that
/// objects <c>m/a</c> and <c>m/a/b</c> and our own files never meet.
/// </summary>
/// <param name="Folder">Holds the files below.</param>
/// <param name="Committed">The object itself; there only once it is committed.</param>
internal sealed record ObjectFiles(string Folder, string Committed)
{
    /// <summary>The object while its blocks come in, each at its own offset; becomes <see cref="Committed"/> by renaming.</summary>
    public string Part => Committed + "~part";

    /// <summary>The records of the blocks in <see cref="Part"/>.</summary>
    public BlockJournal PartJournal => new(Committed + "~blocks");

    /// <summary>The records of the blocks that <see cref="Committed"/> was made of.</summary>
    public BlockJournal CommittedJournal => new(Committed + "~committed");

    /// <summary>A whole object on its way in, before it is renamed.</summary>
    public string Incoming => Committed + "~incoming";

    /// <summary>The folder of a migration.</summary>
    /// <exception cref="FormatException">The id is not safe as a name.</exception>
    public static string MigrationFolder(string root, string migration) => Path.Combine(root, BlockChecks.MigrationOf(migration));

    /// <summary>The files of an object.</summary>
    public static ObjectFiles Of(string root, StagedName name)
    {
        string[] segments = name.Value.Split('/');
        string folder = Path.Combine([root, segments[0], .. segments[1..^1].Select(segment => segment + "+")]);
        return new ObjectFiles(folder, Path.Combine(folder, segments[^1]));
    }
}
