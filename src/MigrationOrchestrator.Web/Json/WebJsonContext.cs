using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Plans;
using MigrationOrchestrator.Migrations.Receipts;
using MigrationOrchestrator.Migrations.Schedules;
using MigrationOrchestrator.Migrations.Status;
using MigrationOrchestrator.Web.Clouds;
using MigrationOrchestrator.Web.Health;
using MigrationOrchestrator.Web.Instances;

namespace MigrationOrchestrator.Web.Json;

/// <summary>Generated metadata of everything that crosses the wire.</summary>
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(BatchPage))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(Cloud))]
[JsonSerializable(typeof(CloudIdentity))]
[JsonSerializable(typeof(CloudItems))]
[JsonSerializable(typeof(CloudRegistration))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(IReadOnlyList<Cloud>))]
[JsonSerializable(typeof(IReadOnlyList<DateTimeOffset>))]
[JsonSerializable(typeof(IReadOnlyList<HistoryRow>))]
[JsonSerializable(typeof(IReadOnlyList<InputProblem>))]
[JsonSerializable(typeof(IReadOnlyList<ScheduleView>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(MigrationPage))]
[JsonSerializable(typeof(MigrationPlan))]
[JsonSerializable(typeof(MigrationRequest))]
[JsonSerializable(typeof(MigrationView))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(ScheduleDefinition))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(StartedInstance))]
internal sealed partial class WebJsonContext : JsonSerializerContext;
