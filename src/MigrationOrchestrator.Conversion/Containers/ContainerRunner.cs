using Docker.DotNet;
using Docker.DotNet.Models;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>
/// Runs conversions as containers of Docker or Podman. A container is named by its job, outlives the host, and is found by the next one; once its
/// end is written down it is removed.
/// </summary>
/// <param name="files">What is kept of the jobs.</param>
/// <param name="image">The converter's image.</param>
/// <param name="tools">A tool's path and leading arguments in the image.</param>
/// <param name="engines">Finds the engine.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class ContainerRunner(JobFiles files, string image, Func<ConversionTool, IReadOnlyList<string>> tools, Func<CancellationToken, Task<ContainerEngine>> engines, TimeProvider time)
    : IConversionRunner, IAsyncDisposable
{
    private readonly Dictionary<string, Task> followed = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim changes = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly JobHandover handover = new(files);

    /// <inheritdoc/>
    public async Task<RunnerDescription> DescribeAsync(CancellationToken cancellation) => (await engines(cancellation)).Description;

    /// <inheritdoc/>
    public async Task StartAsync(ConversionJob job, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            if (files.FindResult(job.Key) is not null || await IsFollowedAsync(job.Key, cancellation))
            {
                return;
            }

            ContainerEngine engine = await engines(cancellation);
            await RemoveContainerAsync(engine, job.Key, cancellation);
            Return(job.Key);
            JobRecord record = handover.Give(job, SandboxProbe.IsRoot ? JobUser.Of(JobFiles.NameOf(job.Key)) : null);
            try
            {
                await ContainerFailures.GuardAsync(engine.Name, async () =>
                {
                    CreateContainerParameters spec = ContainerSpec.Of(NameOf(job.Key), image, tools(job.Tool), job, record.UserId, engine);

                    // Not to be torn: a request that was given up may be carried out after the container was looked for and not found.
                    await engine.Client.Containers.CreateContainerAsync(spec, CancellationToken.None);
                    return await engine.Client.Containers.StartContainerAsync(NameOf(job.Key), new ContainerStartParameters(), CancellationToken.None);
                });
            }
            catch
            {
                handover.Return(record);
                throw;
            }

            Follow(engine, record);
        }
        finally
        {
            changes.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<ConversionJobState> PollAsync(string key, TimeSpan patience, CancellationToken cancellation)
    {
        ContainerEngine engine = await engines(cancellation);
        Task? end = files.FindResult(key) is null && await FollowLockedAsync(key, cancellation) ? Find(key) : null;
        if (end is not null)
        {
            await Task.WhenAny(end, Task.Delay(patience, time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (!end.IsCompleted)
            {
                RunningContainer container = new(engine, NameOf(key), files.FindRecord(key)!, time);
                return await ContainerFailures.GuardAsync(engine.Name, () => container.StateAsync(cancellation));
            }

            await ContainerFailures.GuardAsync(engine.Name, async () =>
            {
                await end;
                return true;
            });
        }

        if (files.FindRecord(key) is { } record && files.FindResult(key) is { } result)
        {
            return result.StateOf(record);
        }

        Return(key);
        return JobResult.Lost;
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            await RemoveContainerAsync(await engines(cancellation), key, cancellation);
            await EndedAsync(Find(key) ?? Task.CompletedTask);
            if (files.FindResult(key) is null)
            {
                Return(key);
            }

            files.Forget(key);
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Looks away; what runs goes on, and the next host finds it.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        List<Task> left;
        lock (followed)
        {
            left = [.. followed.Values];
        }

        await EndedAsync(Task.WhenAll(left));
        closing.Dispose();
        changes.Dispose();
    }

    /// <summary>Waits for the end of following, however it ended.</summary>
    private static async Task EndedAsync(Task following) => await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static string NameOf(string key) => "migrator-" + JobFiles.NameOf(key);

    private Task? Find(string key)
    {
        lock (followed)
        {
            return followed.GetValueOrDefault(key);
        }
    }

    private async Task<bool> FollowLockedAsync(string key, CancellationToken cancellation)
    {
        await changes.WaitAsync(cancellation);
        try
        {
            return await IsFollowedAsync(key, cancellation);
        }
        finally
        {
            changes.Release();
        }
    }

    /// <summary>Whether the job's container is followed; one that an earlier host started is from now on.</summary>
    private async Task<bool> IsFollowedAsync(string key, CancellationToken cancellation)
    {
        if (Find(key) is not null)
        {
            return true;
        }

        if (files.FindRecord(key) is not { } record)
        {
            return false;
        }

        ContainerEngine engine = await engines(cancellation);
        return await ContainerFailures.GuardAsync(engine.Name, async () =>
        {
            try
            {
                ContainerInspectResponse found = await engine.Client.Containers.InspectContainerAsync(NameOf(key), cancellation);
                if (found.State.Status is "created" or "configured" or "initialized")
                {
                    return false;
                }
            }
            catch (DockerContainerNotFoundException)
            {
                return false;
            }

            Follow(engine, record);
            return true;
        });
    }

    private void Follow(ContainerEngine engine, JobRecord record)
    {
        lock (followed)
        {
            followed[record.Key] = FollowAsync(engine, record);
        }
    }

    private async Task FollowAsync(ContainerEngine engine, JobRecord record)
    {
        // What follows must not run before the job is in the list.
        await Task.Yield();
        try
        {
            JobResult result = await new RunningContainer(engine, NameOf(record.Key), record, time).FollowAsync(closing.Token);
            handover.Finish(record, result);
            await RemoveContainerAsync(engine, record.Key, closing.Token);
        }
        catch (DockerContainerNotFoundException)
        {
            // Somebody removed it; the job is lost.
        }
        finally
        {
            lock (followed)
            {
                followed.Remove(record.Key);
            }
        }
    }

    private void Return(string key)
    {
        if (files.FindRecord(key) is { } record)
        {
            handover.Return(record);
        }
    }

    private static Task<bool> RemoveContainerAsync(ContainerEngine engine, string key, CancellationToken cancellation) => ContainerFailures.GuardAsync(engine.Name, async () =>
    {
        try
        {
            await engine.Client.Containers.RemoveContainerAsync(NameOf(key), new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellation);
        }
        catch (DockerContainerNotFoundException)
        {
            // Nothing there is what is wanted.
        }

        return true;
    });
}
