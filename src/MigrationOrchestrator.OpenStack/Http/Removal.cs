using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>Removing is done when the thing is not there, whoever removed it.</summary>
internal static class Removal
{
    public static async Task IgnoreMissingAsync(Func<Task> remove)
    {
        try
        {
            await remove();
        }
        catch (FailureException gone) when (gone.Failure.Code == "cloud.not_found")
        {
            // Somebody, or an earlier attempt, was there before.
        }
    }
}
