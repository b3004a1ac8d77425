using Microsoft.DurableTask.Client;
using MigrationOrchestrator.Functions.Engine;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Status;

namespace MigrationOrchestrator.Functions.Http;

/// <summary>Gives handlers the operator's desk over the durable client that their function is bound to: this host has no client outside of functions.</summary>
/// <param name="services">The app's services.</param>
public sealed class OperatorDesk(IServiceProvider services)
{
    /// <summary>The desk for migrations.</summary>
    /// <param name="client">The function's client.</param>
    public IMigrations Migrations(DurableTaskClient client) => MigrationServices.CreateMigrations(services, new FunctionsOrchestrationClient(client));
}
