using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Gives handlers the operator's desks over the durable client that their function is bound to: this host has no client outside of functions.</summary>
/// <param name="services">The app's services.</param>
public sealed class OperatorDesk(IServiceProvider services)
{
    /// <summary>The desk for migrations.</summary>
    /// <param name="client">The function's client.</param>
    public IMigrations Migrations(DurableTaskClient client) => MigrationServices.CreateMigrations(services, new FunctionsOrchestrationClient(client));

    /// <summary>The desk for batches.</summary>
    /// <param name="client">The function's client.</param>
    public IBatches Batches(DurableTaskClient client) => MigrationServices.CreateBatches(services, new FunctionsOrchestrationClient(client));

    /// <summary>What starts the batches of schedules.</summary>
    /// <param name="client">The function's client.</param>
    public DueSchedules DueSchedules(DurableTaskClient client) => new(services, Batches(client));

    /// <summary>What removes staged bytes of ended migrations.</summary>
    /// <param name="client">The function's client.</param>
    public StagingSweep StagingSweep(DurableTaskClient client) => ActivatorUtilities.CreateInstance<StagingSweep>(services, new FunctionsOrchestrationClient(client));
}
