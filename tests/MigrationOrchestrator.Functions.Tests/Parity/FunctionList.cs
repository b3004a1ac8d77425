using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using MigrationOrchestrator.Functions.Workflows;

namespace MigrationOrchestrator.Functions.Tests.Parity;

/// <summary>The app's functions, as the host finds them.</summary>
internal static class FunctionList
{
    public static IReadOnlyList<MethodInfo> All { get; } = [.. typeof(OrchestratorFunctions).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    public static string NameOf(MethodInfo function) => function.GetCustomAttribute<FunctionAttribute>()!.Name;

    /// <summary>The functions with a trigger, by name.</summary>
    public static IReadOnlyList<(MethodInfo Function, T Trigger)> With<T>()
        where T : Attribute
        => [.. All.SelectMany(function => function.GetParameters().Select(parameter => (Function: function, Trigger: parameter.GetCustomAttribute<T>())))
            .Where(found => found.Trigger is not null).Select(found => (found.Function, found.Trigger!))];
}
