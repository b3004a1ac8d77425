using Microsoft.Extensions.Configuration;
using MigrationOrchestrator.Cli.CommandLine;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>Reads the configuration: appsettings.json beside the program, then the data folder's migrator.json, then <c>MIGRATOR_*</c>.</summary>
internal static class MigratorConfiguration
{
    /// <summary>Loads and checks it.</summary>
    /// <exception cref="UsageException">A file is no JSON, names something unknown, or a value is out of its range.</exception>
    public static MigratorOptions Load(DataFolder folder)
    {
        string installed = Path.Combine(AppContext.BaseDirectory, "appsettings.json");
        foreach (string file in new[] { installed, folder.Configuration }.Where(File.Exists))
        {
            if (Bind(new ConfigurationBuilder().AddJsonFile(file), file, refuseUnknown: true).Staging.ConnectionString is not null)
            {
                throw new UsageException("configuration.invalid", $"{file}: Staging:ConnectionString is a secret, which no file should hold.", "Put it into an environment variable, and that one's name into Staging:ConnectionStringVariable.");
            }
        }

        ConfigurationBuilder all = new();
        all.AddJsonFile(installed, optional: true).AddJsonFile(folder.Configuration, optional: true).AddEnvironmentVariables("MIGRATOR_");
        MigratorOptions options = Bind(all, "the configuration", refuseUnknown: false);
        Check(options);
        return options;
    }

    private static MigratorOptions Bind(IConfigurationBuilder builder, string where, bool refuseUnknown)
    {
        try
        {
            return builder.Build().Get<MigratorOptions>(binder => binder.ErrorOnUnknownConfiguration = refuseUnknown) ?? new MigratorOptions();
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or InvalidDataException or FormatException)
        {
            string detail = wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message;
            throw new UsageException("configuration.invalid", $"{where}: {detail}", "README's table of the configuration has every name with its values.");
        }
    }

    private static void Check(MigratorOptions options)
    {
        Range("Conversion:MemoryMiB", options.Conversion.MemoryMiB, 256, 65_536);
        Range("Conversion:Cpus", options.Conversion.Cpus, 1, 64);
        Range("Engine:ParallelSteps", options.Engine.ParallelSteps, 1, 1_000);
        Range("Engine:RetentionDays", options.Engine.RetentionDays, 0, 36_500);
    }

    private static void Range(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new UsageException("configuration.invalid", $"{name} is {value}.", $"Give a number from {least} to {most}.");
        }
    }
}
