namespace MigrationOrchestrator.Images.Conversion;

/// <summary>Runs stages together: the first failure stops the others and is the one that is thrown.</summary>
internal static class StageGroup
{
    public static async Task RunAsync(CancellationTokenSource stop, params Task[] stages)
    {
        Exception? first = null;
        await foreach (Task stage in Task.WhenEach(stages))
        {
            if (!stage.IsCompletedSuccessfully)
            {
                // A stage that was stopped is not the cause, unless nobody failed before it.
                first ??= stage.Exception?.InnerException ?? new OperationCanceledException(stop.Token);
                await stop.CancelAsync();
            }
        }

        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
