using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.Machines;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Migrations.Tests.Requests;

public sealed class RequestCheckTests
{
    private static readonly MigrationRequest Good = new(new MachineRef(CloudName.Parse("a"), "web"), new TargetPlace(CloudName.Parse("b")));

    [Fact]
    public void Check_OfAGoodRequest_FindsNothing() => Assert.Empty(RequestCheck.Check(Good));

    [Theory]
    [InlineData("source.machine")]
    [InlineData("target.catalog")]
    [InlineData("options.chunkBytes")]
    [InlineData("options.parallelDisks")]
    [InlineData("options.patienceHours")]
    [InlineData("options.attempts")]
    [InlineData("options.diskController")]
    public void Check_OfABadValue_NamesItsFieldAndARemedy(string field)
    {
        MigrationRequest bad = field switch
        {
            "source.machine" => Good with { Source = Good.Source with { Machine = " " } },
            "target.catalog" => Good with { Target = Good.Target with { Catalog = "a\nb" } },
            "options.chunkBytes" => Good with { Options = new MigrationOptions { ChunkBytes = 5 } },
            "options.parallelDisks" => Good with { Options = new MigrationOptions { ParallelDisks = 17 } },
            "options.patienceHours" => Good with { Options = new MigrationOptions { PatienceHours = double.NaN } },
            "options.attempts" => Good with { Options = new MigrationOptions { Attempts = 0 } },
            _ => Good with { Options = new MigrationOptions { DiskController = "floppy" } },
        };

        InputProblem problem = Assert.Single(RequestCheck.Check(bad));
        Assert.Equal(field, problem.Field);
        Assert.NotEmpty(problem.Remedy);
    }

    [Fact]
    public void Request_AsJson_ComesBackTheSame() => Assert.Equal(Good, DurableJson.Deserialize<MigrationRequest>(DurableJson.Serialize(Good)));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../x")]
    public void CloudName_WithOtherCharacters_IsRefused(string text) => Assert.Throws<FormatException>(() => CloudName.Parse(text));
}
