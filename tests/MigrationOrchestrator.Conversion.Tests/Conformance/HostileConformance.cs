using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Conformance;

/// <summary>What every runner does with a tool that a hostile image has taken over.</summary>
public abstract class HostileConformance : RunnerConformance
{
    /// <summary>Whether jobs are kept from the files of the host's user; its description says so where they are not.</summary>
    protected virtual bool GuardsFiles => true;

    [Fact]
    public async Task Hostile_ReadsTheHostsSecrets_GetsNone()
    {
        SkipUnlessFilesAreGuarded();
        string secret = Path.Combine(Place.Folder, "credentials");
        await File.WriteAllTextAsync(secret, "canary", Token);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        ConversionJobState state = await RunAsync(Place.Job($"cat /etc/shadow {secret} {Place.JobsFolder}/*/job.json /proc/1/environ; ls /root; id -u; exit 0"));

        Assert.DoesNotContain("root:", state.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", state.StandardOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("outputFolder", state.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_WritesOutsideItsFolder_Cannot()
    {
        SkipUnlessFilesAreGuarded();
        ConversionJobState state = await RunAsync(Place.Job($"for f in {{input}} /usr/lib/evil /etc/evil /evil {Place.Folder}/evil; do (echo evil >> $f) 2>/dev/null && echo wrote $f; done; true"));

        Assert.Equal("", state.StandardOutput);
        Assert.Equal(JobPlace.InputText, await File.ReadAllTextAsync(Place.Input, Token));
        Assert.False(File.Exists(Path.Combine(Place.Folder, "evil")));
    }

    [Fact]
    public async Task Hostile_ForksWithoutEnd_IsStopped()
    {
        ConversionJobState state = await RunAsync(Place.Job("i=0; while [ $i -lt 3000 ]; do sleep 300 & i=$((i+1)); done"));

        Assert.Equal(ConversionPhase.Failed, state.Phase);
        Assert.Contains("fork", state.StandardError, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Hostile_EatsMemory_IsStopped()
    {
        ConversionJobState state = await RunAsync(Place.Job("head -c 600M /dev/zero | tail -n 1 > /dev/null", JobPlace.Limits with { MemoryBytes = 96L << 20 }));

        Assert.Equal((ConversionPhase.Failed, "memory"), (state.Phase, state.LimitReached));
    }

    [Fact]
    public async Task Hostile_EatsMemoryInManyProcesses_IsStopped()
    {
        const string script = "for i in 1 2 3 4; do (head -c 60M /dev/zero; sleep 20) | tail -n 1 > /dev/null & all=\"$all $!\"; done; for one in $all; do wait $one || exit $?; done";

        ConversionJobState state = await RunAsync(Place.Job(script, JobPlace.Limits with { MemoryBytes = 128L << 20 }));

        Assert.NotEqual(ConversionPhase.Succeeded, state.Phase);
        Assert.Equal("memory", state.LimitReached);
    }

    [Theory]
    [InlineData("head -c 40M /dev/zero > {output}")]
    [InlineData("for i in 1 2 3 4 5 6 7 8 9; do head -c 3M /dev/zero > {output}.$i; done; sleep 30")]
    public async Task Hostile_WritesTooMuch_IsStopped(string script)
    {
        ConversionJobState state = await RunAsync(Place.Job(script, JobPlace.Limits with { OutputBytes = 8L << 20 }));

        Assert.Equal((ConversionPhase.Failed, "output"), (state.Phase, state.LimitReached));
        Assert.True(Directory.GetFiles(Place.OutputFolder).Length <= 1);
    }

    [Theory]
    [InlineData("sleep 300")]
    [InlineData("trap '' TERM INT HUP; sleep 300 & setsid sleep 300 & while true; do sleep 1; done")]
    public async Task Hostile_RunsTooLong_IsStopped(string script)
    {
        ConversionJobState state = await RunAsync(Place.Job(script, JobPlace.Limits with { WallTime = TimeSpan.FromSeconds(1) }));

        Assert.Equal((ConversionPhase.Failed, "wall time", (int?)null), (state.Phase, state.LimitReached, state.ExitCode));
    }

    [Theory]
    [InlineData("ln -s /etc/shadow {output}")]
    [InlineData("mkfifo {output}")]
    [InlineData("mkdir {output}")]
    [InlineData("mkdir -p d/e; ln -s / {output}")]
    public async Task Hostile_LeavesATrapInPlaceOfItsOutput_IsFoundOut(string script)
    {
        ConversionJobState state = await RunAsync(Place.Job(script));

        Assert.Equal(ConversionPhase.Failed, state.Phase);
        Assert.Empty(Directory.GetFileSystemEntries(Place.OutputFolder));
    }

    [Fact]
    public async Task Hostile_LeavesOtherFiles_OnlyTheOutputStays()
    {
        await RunAsync(Place.Job("cp {input} {output}; d=$(dirname {output}); mkdir $d/more; touch $d/more/x $d/y; ln -s / $d/root; ln -s /etc $d/more/etc"));

        Assert.Equal([Place.Output], Directory.GetFileSystemEntries(Place.OutputFolder));
    }

    private void SkipUnlessFilesAreGuarded() => Assert.SkipUnless(GuardsFiles, "Without bubblewrap and without root a job sees its user's files; the runner's description says so.");
}
