namespace MigrationOrchestrator.VCloud.Settings;

/// <summary>Which versions may be negotiated, both ends included.</summary>
internal readonly record struct VersionBounds(ApiVersion From, ApiVersion To)
{
    public static readonly VersionBounds All = new(ApiVersion.Oldest, ApiVersion.Newest);

    /// <summary>Reads one version (<c>37.2</c>) or a range with either end open (<c>36.0-38.1</c>, <c>-38.1</c>, <c>36.0-</c>).</summary>
    public static bool TryParse(string text, out VersionBounds bounds)
    {
        bounds = All;
        string[] ends = text.Split('-', StringSplitOptions.TrimEntries);
        if (ends.Length == 1 && ApiVersion.TryParse(ends[0], out ApiVersion one))
        {
            bounds = new VersionBounds(one, one);
        }
        else if (ends.Length != 2 || !TryEnd(ends[0], ApiVersion.Oldest, out ApiVersion from) || !TryEnd(ends[1], ApiVersion.Newest, out ApiVersion to) || from > to)
        {
            return false;
        }
        else
        {
            bounds = new VersionBounds(from, to);
        }

        return true;
    }

    /// <summary>The highest of the versions that a cloud offers within these bounds, or null.</summary>
    public ApiVersion? Highest(IEnumerable<ApiVersion> offered)
    {
        VersionBounds bounds = this;
        return offered.Where(version => version >= bounds.From && version <= bounds.To).Select(version => (ApiVersion?)version).Max();
    }

    /// <inheritdoc/>
    public override string ToString() => From == To ? From.ToString() : $"{From} to {(To == ApiVersion.Newest ? $"{To.Major}.x" : To.ToString())}";

    private static bool TryEnd(string text, ApiVersion open, out ApiVersion end)
    {
        end = open;
        return text.Length == 0 || ApiVersion.TryParse(text, out end);
    }
}
