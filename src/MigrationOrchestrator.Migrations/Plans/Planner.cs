using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Ledgers;
using MigrationOrchestrator.Migrations.MachineMigration.Activities;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Steps;

namespace MigrationOrchestrator.Migrations.Plans;

/// <summary>
/// Plans for somebody who waits for the answer: the steps that every migration begins with, without an orchestration. Nothing is written and no
/// engine is needed, so that planning leaves everything as it is.
/// </summary>
/// <param name="clouds">The clouds.</param>
/// <param name="staging">Where the disks would rest.</param>
/// <param name="runner">Where disks would be converted.</param>
/// <param name="host">Where conversions would work.</param>
/// <param name="time">The clock.</param>
internal sealed class Planner(CloudPorts clouds, IStagingStore staging, IConversionRunner runner, MigrationHostOptions host, TimeProvider time)
{
    private static readonly ActivityContext Context = new(new InstanceId("plan"), nameof(PlanMigration));

    /// <summary>Somebody waits: what does not pass quickly is told.</summary>
    private static readonly RetryPolicy Retry = new(3, TimeSpan.FromSeconds(1));

    /// <summary>Plans.</summary>
    /// <exception cref="FailureException">A cloud could not be asked.</exception>
    public async Task<MigrationPlan> PlanAsync(MigrationRequest request, CancellationToken cancellation)
    {
        Authenticate authenticate = new(clouds);
        Task<CloudIdentity> source = RunAsync(authenticate, new AuthenticateInput(request.Source.Cloud, request.Source.Region, CloudSide.Source), cancellation);
        Task<CloudIdentity> target = RunAsync(authenticate, new AuthenticateInput(request.Target.Cloud, request.Target.Region, CloudSide.Target), cancellation);
        await Task.WhenAll(source, target);
        return await RunAsync(new PlanMigration(clouds, staging, runner, host), new PlanInput(request, await source, await target), cancellation);
    }

    private async Task<TOutput> RunAsync<TInput, TOutput>(StepActivity<TInput, TOutput> step, TInput input, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return (await step.RunAsync(Context, input, cancellation)).Value;
            }
            catch (FailureException failed) when (Retry.NextDelay(failed.Failure, attempt, TimeSpan.Zero) is { } delay)
            {
                wait = delay;
            }

            await Task.Delay(wait, time, cancellation);
        }
    }
}
