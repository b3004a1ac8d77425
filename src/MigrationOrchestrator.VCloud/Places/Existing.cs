using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Failures;

namespace MigrationOrchestrator.VCloud.Places;

/// <summary>Asks for what may not be there.</summary>
internal static class Existing
{
    /// <summary>What was asked for, or null. vCloud answers 403 to ids that it does not know.</summary>
    public static async Task<T?> OrNull<T>(Task<T> asked)
        where T : class
    {
        try
        {
            return await asked;
        }
        catch (FailureException absent) when (FailureCodes.MeansAbsent(absent.Failure.Code))
        {
            return null;
        }
    }
}
