namespace MigrationOrchestrator.Durable.Sqlite.Tests;

/// <summary>A point that code under test comes to and that a test lets it through.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task ArrivalAsync() => arrived.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public Task PassAsync()
    {
        _ = arrived.TrySetResult();
        return opened.Task;
    }

    public void Open() => _ = opened.TrySetResult();
}
