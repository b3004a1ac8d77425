using System.Text.Json;
using Microsoft.Extensions.Configuration;
using MigrationOrchestrator.Functions.Hosting;

namespace MigrationOrchestrator.Functions.Tests.Hosting;

public sealed class SettingsTests
{
    private const string Storage = "STAGING__CONNECTIONSTRING";

    /// <summary>Every setting that the app binds, as an environment variable.</summary>
    public static TheoryData<string> Names => [.. NamesOf(typeof(FunctionsSettings), FunctionsSettings.Prefix)];

    [Fact]
    public void Sample_IsValidAndNamesNothingUnknown()
    {
        FunctionsSettings settings = FunctionsSettings.Read(
            Configuration(Sample().Where(value => value.Key.StartsWith(FunctionsSettings.Prefix, StringComparison.Ordinal)).Select(value => (value.Key[FunctionsSettings.Prefix.Length..], value.Value))),
            refuseUnknown: true,
            name => Sample().GetValueOrDefault(name));
        Assert.Equal((StagingKind.Blob, "UseDevelopmentStorage=true"), (settings.Staging.Kind, settings.Staging.Connection));
        Assert.Equal("dotnet-isolated", Sample()["FUNCTIONS_WORKER_RUNTIME"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Readme_ExplainsTheSetting(string name) => Assert.Contains($"| `{name}` |", Files.Read("README.md"), StringComparison.Ordinal);

    [Fact]
    public void Readme_ExplainsWhatTheSampleAndHostJsonName()
    {
        string readme = Files.Read("README.md");
        Assert.All(Sample().Keys, name => Assert.Contains($"| `{name}` |", readme, StringComparison.Ordinal));
        using JsonDocument host = JsonDocument.Parse(Files.Read("host.json"));
        JsonElement durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.All(
            durable.EnumerateObject().Concat(durable.GetProperty("storageProvider").EnumerateObject()).Where(part => part.Value.ValueKind != JsonValueKind.Object),
            part => Assert.Contains($"`{part.Name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void HostJson_KeepsToWhatTheHostAllows()
    {
        using JsonDocument host = JsonDocument.Parse(Files.Read("host.json"));
        Assert.Equal("2.0", host.RootElement.GetProperty("version").GetString());
        Assert.Equal("", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        JsonElement durable = host.RootElement.GetProperty("extensions").GetProperty("durableTask");
        Assert.InRange(TimeSpan.Parse(durable.GetProperty("storageProvider").GetProperty("controlQueueVisibilityTimeout").GetString()!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(60));
        Assert.Equal("V2", durable.GetProperty("tracing").GetProperty("version").GetString());
        Assert.False(durable.GetProperty("tracing").GetProperty("traceInputsAndOutputs").GetBoolean());
        Assert.Contains(durable.GetProperty("hubName").GetString()!.Trim('%'), Sample().Keys);
    }

    [Theory]
    [InlineData("STAGING__KIND", "Tape")]
    [InlineData("STAGING__SERVICEURI", "https://account.blob.core.windows.net")]
    [InlineData("STAGING__CONNECTIONSTRINGVARIABLE", "ACCOUNT")]
    [InlineData("CONVERSION__MEMORYMIB", "16")]
    [InlineData("STAGING__RETENTIONDAYS", "0")]
    [InlineData("CONVERSION__CPUS", "0")]
    [InlineData("CONVERSION__CPUS", "many")]
    [InlineData("VAULT__URI", "http://vault")]
    [InlineData("HOME", " ")]
    public void Read_OfWrongValue_NamesTheSetting(string name, string value)
    {
        SettingsException wrong = Assert.Throws<SettingsException>(() => FunctionsSettings.Read(Configuration([(Storage, "UseDevelopmentStorage=true"), (name, value)]), refuseUnknown: false));
        Assert.Contains(name.Split("__")[^1], wrong.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_OfBlobStagingWithoutAccount_SaysWhatIsMissing()
        => Assert.Contains("MIGRATOR_STAGING__SERVICEURI", Assert.Throws<SettingsException>(() => FunctionsSettings.Read(Configuration([]), refuseUnknown: false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_OfAVariableThatIsNotSet_NamesTheSetting()
        => Assert.Contains(
            "MIGRATOR_STAGING__CONNECTIONSTRINGVARIABLE",
            Assert.Throws<SettingsException>(() => FunctionsSettings.Read(Configuration([("STAGING__CONNECTIONSTRINGVARIABLE", "ACCOUNT")]), refuseUnknown: false, _ => null)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("STAGING__KIND=directory STAGING__FOLDER=/staging ENGINE__PARALLELSTEPS=8", "Directory", null, null)]
    [InlineData("STAGING__KIND=blob STAGING__CONNECTIONSTRINGVARIABLE=ACCOUNT STAGING__CONTAINER=staged WEB__URL=http://127.0.0.1:8080", "Blob", "UseDevelopmentStorage=true", null)]
    [InlineData("STAGING__KIND=blob STAGING__CONNECTIONSTRING=UseDevelopmentStorage=true", "Blob", "UseDevelopmentStorage=true", null)]
    [InlineData("STAGING__KIND=blob STAGING__SERVICEURI=https://account.blob.core.windows.net/ STAGING__MANAGEDIDENTITYCLIENTID=app CONVERSION__FOLDER=/work", "Blob", null, "https://account.blob.core.windows.net/")]
    public void Read_WithSettingsOfTheEmbeddedHost_TakesThem(string told, string kind, string? connection, string? account)
    {
        IEnumerable<(string Name, string Value)> values = told.Split(' ').Select(value => value.Split('=', 2)).Select(pair => (pair[0], pair[1]));
        StagingSettings staging = FunctionsSettings.Read(Configuration(values), refuseUnknown: false, name => name == "ACCOUNT" ? "UseDevelopmentStorage=true" : null).Staging;
        Assert.Equal((kind, connection, account), (staging.Kind.ToString(), staging.Connection, staging.ServiceUri?.ToString()));
    }

    private static Dictionary<string, string> Sample()
    {
        using JsonDocument sample = JsonDocument.Parse(Files.Read("local.settings.sample.json"));
        return sample.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);
    }

    private static IConfiguration Configuration(IEnumerable<(string Name, string Value)> values)
        => new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Name.Replace("__", ":", StringComparison.Ordinal), (string?)value.Value))).Build();

    private static IEnumerable<string> NamesOf(Type section, string prefix) => section.GetProperties().SelectMany(property =>
        property.PropertyType.Namespace == typeof(FunctionsSettings).Namespace && property.PropertyType.IsClass
            ? NamesOf(property.PropertyType, $"{prefix}{property.Name.ToUpperInvariant()}__")
            : [prefix + property.Name.ToUpperInvariant()]);
}
