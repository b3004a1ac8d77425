using MigrationOrchestrator.Migrations;

namespace MigrationOrchestrator.Web.Instances;

/// <summary>How many things one page of a list holds.</summary>
internal static class PageSize
{
    private const int Most = 200;
    private const int Usual = 50;

    /// <summary>Reads the query's <c>limit</c>; what is no number in its range becomes a problem.</summary>
    public static int Read(string? limit, List<InputProblem> problems)
    {
        if (limit is null)
        {
            return Usual;
        }

        if (int.TryParse(limit, out int count) && count is >= 1 and <= Most)
        {
            return count;
        }

        problems.Add(new InputProblem("limit", $"It is no number from 1 to {Most}.", $"Give a number from 1 to {Most}, or leave it out for {Usual}."));
        return Usual;
    }
}
