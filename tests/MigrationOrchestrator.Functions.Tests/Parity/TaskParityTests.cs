using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;

namespace MigrationOrchestrator.Functions.Tests.Parity;

public sealed class TaskParityTests
{
    private readonly TaskRegistry registry = new TaskRegistry().AddMigrationTasks();

    [Fact]
    public void Orchestrators_HaveOneFunctionEachAndNoOther() => Assert.Equal(registry.Orchestrators.Keys.Order(), Names<OrchestrationTriggerAttribute>());

    [Fact]
    public void Activities_HaveOneFunctionEachAndNoOther() => Assert.Equal(registry.Activities.Keys.Order(), Names<ActivityTriggerAttribute>());

    [Fact]
    public void Functions_HaveNamesOfTheirOwn()
        => Assert.Equal(FunctionList.All.Count, FunctionList.All.Select(FunctionList.NameOf).Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Functions_CanBeFoundByTheHost()
        => Assert.All(FunctionList.All, function => Assert.True(function.IsPublic && function.DeclaringType!.IsPublic, $"{FunctionList.NameOf(function)} is not public."));

    [Fact]
    public void OrchestratorFunctions_TakeNothingButTheContext()
        => Assert.All(FunctionList.With<OrchestrationTriggerAttribute>(), found =>
        {
            Assert.Equal(typeof(TaskOrchestrationContext), Assert.Single(found.Function.GetParameters()).ParameterType);
            Assert.Equal(typeof(Task<JsonElement>), found.Function.ReturnType);
        });

    [Fact]
    public void ActivityFunctions_TakeAndGiveJson()
        => Assert.All(FunctionList.With<ActivityTriggerAttribute>(), found =>
        {
            Assert.Equal([typeof(JsonElement), typeof(FunctionContext)], found.Function.GetParameters().Select(parameter => parameter.ParameterType));
            Assert.Equal(typeof(Task<JsonElement>), found.Function.ReturnType);
        });

    [Fact]
    public void App_HasNoMiddleware()
        => Assert.DoesNotContain(typeof(Workflows.OrchestratorFunctions).Assembly.GetTypes(), type => type.GetInterfaces().Any(contract => contract.Name == "IFunctionsWorkerMiddleware"));

    private static IEnumerable<string> Names<T>()
        where T : Attribute
        => FunctionList.With<T>().Select(found => FunctionList.NameOf(found.Function)).Order();
}
