namespace MigrationOrchestrator.Durable.Sqlite.Tests.Faults;

/// <summary>What must hold of an engine's file while no engine runs on it.</summary>
internal static class CrashedFile
{
    /// <summary>Checks the file's structure and every history's hash chain.</summary>
    /// <param name="engine">Whose file.</param>
    /// <param name="isFinished">Whether all work is done, so that nothing may wait any more.</param>
    public static async Task CheckAsync(TestEngine engine, bool isFinished)
    {
        Assert.Equal("ok", engine.Read("PRAGMA integrity_check"));
        if (engine.Read("SELECT count(*) FROM sqlite_schema WHERE name = 'instances'") == "0")
        {
            Assert.False(isFinished, "The file has no tables.");
            return;
        }

        using SqliteHistoryReader reader = new(engine.Options.Path);
        OrchestrationPage page = await reader.QueryAsync(new OrchestrationQuery { PageSize = 1_000 });
        foreach (OrchestrationState state in page.Items)
        {
            HistoryVerification found = (await reader.VerifyAsync(state.InstanceId))!;
            Assert.True(found.IsIntact, $"The chain of {state.InstanceId} ({state.Status}) is broken at commit {found.FirstBroken} of {found.Commits}; {found.Chained} are chained.");
        }

        if (isFinished)
        {
            Assert.All(page.Items, state => Assert.True(state.IsFinished, $"{state.InstanceId} is {state.Status}."));
            Assert.Equal("0", engine.Read("SELECT (SELECT count(*) FROM tasks) + (SELECT count(*) FROM timers) + (SELECT count(*) FROM inbox)"));
        }
    }
}
