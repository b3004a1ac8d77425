using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.VCloud.Representations;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>What a survey has found so far.</summary>
internal sealed class SurveyNotes
{
    private const int MostNames = 12;

    private readonly Dictionary<string, string> ids = [];
    private readonly Dictionary<string, string> names = [];
    private readonly List<Finding> findings = [];

    public IReadOnlyDictionary<string, string> Ids => ids;

    public IReadOnlyDictionary<string, string> Names => names;

    public IReadOnlyList<Finding> Findings => findings;

    public void Error(string code, string message, string remedy) => findings.Add(new Finding(FindingSeverity.Error, code, message, remedy));

    public void Warn(string code, string message, string remedy) => findings.Add(new Finding(FindingSeverity.Warning, code, message, remedy));

    /// <summary>Takes the thing of a name, or the only one where no name was given; notes why where it cannot.</summary>
    public Reference? Choose(string key, string noun, string? wanted, IReadOnlyList<Reference> there)
    {
        Reference[] matching = wanted is null ? [.. there] : [.. there.Where(one => one.Name == wanted)];
        if (matching is [{ } only])
        {
            ids[key] = only.Href.AbsoluteUri;
            names[key] = only.Name;
            return only;
        }

        string code = $"target.{(key == PlaceIds.StorageProfile ? "storage_profile" : key)}";
        string choice = there.Count == 0 ? $"The organisation has no {noun} that this user sees; have one made." : $"Use one of: {string.Join(", ", there.Take(MostNames).Select(one => one.Name))}.";
        if (matching.Length > 1)
        {
            Error($"{code}_ambiguous", wanted is null ? $"There are {matching.Length} {noun}s, and none was named." : $"{matching.Length} {noun}s are named '{wanted}'.", choice);
        }
        else
        {
            Error($"{code}_not_found", wanted is null ? $"There is no {noun}." : $"There is no {noun} '{wanted}'.", choice);
        }

        return null;
    }
}
