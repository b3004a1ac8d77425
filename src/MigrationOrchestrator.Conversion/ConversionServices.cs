using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MigrationOrchestrator.Conversion.Containers;
using MigrationOrchestrator.Conversion.Feeds;
using MigrationOrchestrator.Conversion.Jobs;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion;

/// <summary>Gives a host its conversion runner and its feeds.</summary>
public static class ConversionServices
{
    /// <summary>Where conversions run.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">Which runner, and what it runs with.</param>
    /// <exception cref="ArgumentException">A value is missing; the exception names it.</exception>
    public static IServiceCollection AddConversion(this IServiceCollection services, ConversionOptions options)
    {
        ConversionOptions valid = options.Validated();
        return services.AddLogging().AddSingleton<IConversionFeeds, SocketFeeds>().AddSingleton<IConversionRunner>(provider => Runner(valid, provider));
    }

    private static IConversionRunner Runner(ConversionOptions options, IServiceProvider provider)
    {
        TimeProvider time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        return options.Runner switch
        {
            RunnerChoice.Process => Process(options, time),
            RunnerChoice.Container => Container(options, time),
            _ => new AutoRunner(Container(options, time), Process(options, time), provider.GetRequiredService<ILogger<AutoRunner>>()),
        };
    }

    private static ProcessRunner Process(ConversionOptions options, TimeProvider time)
        => new(new JobFiles(options.JobsFolder), new LocalTools(options).Find, new SandboxProbe(LocalTools.FindOnPath("bwrap")), time);

    private static ContainerRunner Container(ConversionOptions options, TimeProvider time)
        => new(new JobFiles(options.JobsFolder), options.ContainerImage, ImageTools.Find, new ContainerEngines(options).FindAsync, time);
}
