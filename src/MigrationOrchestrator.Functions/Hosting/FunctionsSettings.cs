using Microsoft.Extensions.Configuration;
using MigrationOrchestrator.Conversion;

namespace MigrationOrchestrator.Functions.Hosting;

/// <summary>
/// What can be configured, by application settings named <c>MIGRATOR_SECTION__NAME</c>; README's table has them all. The names are those of the
/// embedded host, so that one configuration drives both.
/// </summary>
internal sealed class FunctionsSettings
{
    /// <summary>What every setting's name begins with.</summary>
    public const string Prefix = "MIGRATOR_";

    /// <summary>A folder of this worker for conversions, and for clouds.json where staging is a directory; a folder of the system's temporary one unless told.</summary>
    public string Home { get; set; } = Path.Combine(Path.GetTempPath(), "migrator");

    /// <summary>Where bytes rest between the clouds.</summary>
    public StagingSettings Staging { get; set; } = new();

    /// <summary>Where conversions run.</summary>
    public ConversionSettings Conversion { get; set; } = new();

    /// <summary>Where secrets are kept.</summary>
    public VaultSettings Vault { get; set; } = new();

    /// <summary>Reads the application settings, which the host hands to the worker as environment variables.</summary>
    /// <exception cref="SettingsException">A value cannot be used; the message names the setting.</exception>
    public static FunctionsSettings Load() => Read(new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build(), refuseUnknown: false);

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="configuration">It, without the prefix.</param>
    /// <param name="refuseUnknown">Whether names that this host does not know are errors; the embedded host's own names may stand beside.</param>
    /// <param name="variables">Application settings by their names; the environment's variables unless told.</param>
    /// <exception cref="SettingsException">A value cannot be used; the message names the setting.</exception>
    internal static FunctionsSettings Read(IConfiguration configuration, bool refuseUnknown, Func<string, string?>? variables = null)
    {
        try
        {
            FunctionsSettings settings = configuration.Get<FunctionsSettings>(binder => binder.ErrorOnUnknownConfiguration = refuseUnknown) ?? new FunctionsSettings();
            settings.Check();
            settings.Staging.Find(variables ?? Environment.GetEnvironmentVariable);
            return settings;
        }
        catch (InvalidOperationException wrong) when (wrong is not SettingsException)
        {
            throw new SettingsException(wrong.InnerException is { } inner ? $"{wrong.Message} {inner.Message}" : wrong.Message);
        }
    }

    private void Check()
    {
        Demand(!string.IsNullOrWhiteSpace(Home), "HOME", "It is empty; name a folder.");
        Demand(Conversion.MemoryMiB is >= 256 and <= 65_536, "CONVERSION__MEMORYMIB", $"It is {Conversion.MemoryMiB}; give a number from 256 to 65536.");
        Demand(Conversion.Cpus is >= 1 and <= 64, "CONVERSION__CPUS", $"It is {Conversion.Cpus}; give a number from 1 to 64.");
        Demand(Staging.RetentionDays is >= 1 and <= 365, "STAGING__RETENTIONDAYS", $"It is {Staging.RetentionDays}; give a number from 1 to 365.");
        Demand(Vault.Uri is null or { IsAbsoluteUri: true, Scheme: "https" }, "VAULT__URI", "It is no https address; give the vault's, such as https://name.vault.azure.net.");
    }

    /// <summary>Refuses what cannot be used.</summary>
    internal static void Demand(bool isGood, string name, string problem)
    {
        if (!isGood)
        {
            throw new SettingsException($"{Prefix}{name}: {problem}");
        }
    }
}

/// <summary>A setting cannot be used; the app does not start.</summary>
/// <param name="message">Which, and what to do.</param>
internal sealed class SettingsException(string message) : InvalidOperationException(message);

/// <summary>Where bytes rest between the clouds.</summary>
internal sealed class StagingSettings
{
    /// <summary>Blob, or directory for a single worker on this machine.</summary>
    public StagingKind Kind { get; set; } = StagingKind.Blob;

    /// <summary>Directory: the folder; <c>staging</c> in <see cref="FunctionsSettings.Home"/> unless told.</summary>
    public string? Folder { get; set; }

    /// <summary>Blob: the application setting that holds the account's connection string, which is a secret; or none, and <see cref="ServiceUri"/>.</summary>
    public string? ConnectionStringVariable { get; set; }

    /// <summary>Blob: the connection string itself.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Blob: the account's blob endpoint, used with the app's managed identity.</summary>
    public Uri? ServiceUri { get; set; }

    /// <summary>Blob: the client id of a user-assigned managed identity; the system's one unless told.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Blob: the container for staged bytes.</summary>
    public string Container { get; set; } = "migration-staging";

    /// <summary>Days after the end of a migration that did not clean up (one that was terminated) until its staged bytes are removed; 1 to 365.</summary>
    public int RetentionDays { get; set; } = 7;

    /// <summary>Blob: the connection string, wherever it was found; null where the app's identity is used.</summary>
    internal string? Connection { get; private set; }

    /// <summary>Finds the account.</summary>
    /// <param name="variables">Application settings by their names.</param>
    /// <exception cref="SettingsException">None is given, or more than one.</exception>
    internal void Find(Func<string, string?> variables)
    {
        if (Kind == StagingKind.Directory)
        {
            return;
        }

        string? variable = string.IsNullOrWhiteSpace(ConnectionStringVariable) ? null : ConnectionStringVariable;
        FunctionsSettings.Demand(
            variable is null || string.IsNullOrWhiteSpace(ConnectionString),
            "STAGING__CONNECTIONSTRINGVARIABLE",
            $"Give either it or {FunctionsSettings.Prefix}STAGING__CONNECTIONSTRING.");
        Connection = variable is null ? ConnectionString : variables(variable);
        FunctionsSettings.Demand(
            string.IsNullOrWhiteSpace(Connection) != (ServiceUri is null),
            "STAGING__CONNECTIONSTRINGVARIABLE",
            $"Blob staging needs either it, with the name of an application setting that is set, or {FunctionsSettings.Prefix}STAGING__SERVICEURI.");
    }
}

/// <summary>The stores to choose from.</summary>
internal enum StagingKind
{
    /// <summary>A folder of this machine.</summary>
    Directory,

    /// <summary>Azure Blob Storage, or Azurite.</summary>
    Blob,
}

/// <summary>Where conversions run.</summary>
internal sealed class ConversionSettings
{
    /// <summary>Auto, process or container.</summary>
    public RunnerChoice Runner { get; set; } = RunnerChoice.Auto;

    /// <summary>Process: the folder with <c>migrator.dll</c>; unless told, <c>converter</c> in the app's own folder where it is there, else that folder.</summary>
    public string? ConverterFolder { get; set; }

    /// <summary>Container: the converter's image.</summary>
    public string? Image { get; set; }

    /// <summary>Container: the container engine's API.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The <c>qemu-img</c> program; the first on the PATH unless told.</summary>
    public string? QemuImg { get; set; }

    /// <summary>Memory of one conversion in MiB; 256 to 65536.</summary>
    public int MemoryMiB { get; set; } = 2048;

    /// <summary>Processors of one conversion; 1 to 64, all unless told.</summary>
    public int Cpus { get; set; } = Math.Min(Environment.ProcessorCount, 64);
}

/// <summary>Where secrets are kept.</summary>
internal sealed class VaultSettings
{
    /// <summary>The Key Vault's address; without one, clouds can only refer to secrets in application settings (<c>env:NAME</c>).</summary>
    public Uri? Uri { get; set; }

    /// <summary>The client id of a user-assigned managed identity; the system's one unless told.</summary>
    public string? ManagedIdentityClientId { get; set; }
}
