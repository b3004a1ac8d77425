using MigrationOrchestrator.Migrations.Batches;
using MigrationOrchestrator.Migrations.Machines;

namespace MigrationOrchestrator.Migrations.Tests.Batches;

public sealed class BatchReaderTests
{
    private const string Shop = """
        name: shop
        defaults:
          source: { cloud: north, region: RegionOne }
          target: { cloud: vcd, catalog: images }
          options: { deploy: true, parallelDisks: 3 }
        concurrency: { machines: 8, clouds: { north: 2 } }
        stopAfterFailures: 3
        approveWaves: true
        machines:
          - db-1
          - machine: web 1
            id: web
            after: [db-1]
            target: { name: shop-web-1 }
            options: { deploy: false }
          - source: { cloud: south, machine: golden, kind: image }
            wave: 2
          - machine: late
            after: [golden]
        """;

    [Fact]
    public void Read_OfYaml_FillsInDefaultsAndOrdersWaves()
    {
        Batch batch = BatchReader.Read(BatchFile.Parse(Shop));

        Assert.Equal(("shop", 8, 3, true), (batch.Name, batch.Concurrency.Machines, batch.StopAfterFailures, batch.ApproveWaves));
        Assert.Equal(2, Assert.Single(batch.Concurrency.Clouds).Value);
        Assert.Equal([("db-1", 1), ("web", 1), ("golden", 2), ("late", 2)], batch.Entries.Select(entry => (entry.Key, entry.Wave)));
        MigrationRequest web = batch.Entries[1].Request;
        Assert.Equal(("north", "RegionOne", "web 1"), (web.Source.Cloud.Value, web.Source.Region, web.Source.Machine));
        Assert.Equal(("vcd", "images", "shop-web-1"), (web.Target.Cloud.Value, web.Target.Catalog, web.Target.Name));
        Assert.Equal((false, 3, new MigrationOptions().ParallelChunks), (web.Options.Deploy, web.Options.ParallelDisks, web.Options.ParallelChunks));
        Assert.True(batch.Entries[0].Request.Options.Deploy);
        Assert.Equal(("south", MachineKind.Image), (batch.Entries[2].Request.Source.Cloud.Value, batch.Entries[2].Request.Source.Kind));
    }

    [Fact]
    public void Read_OfTheSameFileAsJson_GivesTheSame()
    {
        BatchFile yaml = BatchFile.Parse(Shop);

        Batch again = BatchReader.Read(BatchFile.Parse(yaml.Json));

        Assert.Equal(BatchReader.Read(yaml).Entries.Select(entry => (entry.Key, entry.Request)), again.Entries.Select(entry => (entry.Key, entry.Request)));
    }

    [Fact]
    public void Read_OfANameOfDigitsWithALeadingZero_KeepsItAText()
        => Assert.Equal("007", BatchReader.Read(File("- machine: 007")).Entries[0].Request.Source.Machine);

    [Theory]
    [InlineData("- machine: a\n  target: { catalogue: x }", "machines[0].target.catalogue")]
    [InlineData("- a\n- machine: b\n  colour: red", "machines[1].colour")]
    [InlineData("- a\n- a", "machines[1].id")]
    [InlineData("- machine: a\n  after: [b]", "machines[0].after[0]")]
    [InlineData("- { machine: a, after: [b] }\n- { machine: b, after: [c] }\n- { machine: c, after: [a] }", "machines[2].after")]
    [InlineData("- { machine: a, wave: 2 }\n- { machine: b, wave: 1, after: [a] }", "machines[1].wave")]
    [InlineData("- { machine: a, wave: 0 }", "machines[0].wave")]
    [InlineData("- { machine: a, options: { attempts: 9999 } }", "machines[0].options.attempts")]
    [InlineData("- { machine: a, id: 'a:b' }", "machines[0].id")]
    [InlineData("- 12", "machines[0]")]
    [InlineData("- { machine: a, target: { name: same } }\n- { machine: b, target: { name: same } }", "machines[1].target.name")]
    [InlineData("- { machine: a, source: { cloud: 'no name' } }", "machines[0].source.cloud")]
    public void Read_OfAFileWithAMistake_NamesItsPlace(string machines, string field)
    {
        InvalidRequestException refused = Assert.Throws<InvalidRequestException>(() => BatchReader.Read(File(machines)));

        Assert.Contains(refused.Problems, problem => problem.Field == field);
        Assert.All(refused.Problems, problem => Assert.NotEmpty(problem.Remedy));
    }

    [Theory]
    [InlineData("target: { cloud: vcd, catlog: x }", "defaults.target.catlog")]
    [InlineData("target: { cloud: vcd }\n  options: { attempts: 9999 }", "defaults.options.attempts")]
    [InlineData("target: { cloud: 'no name' }", "defaults.target.cloud")]
    [InlineData("target: vcd", "defaults.target")]
    [InlineData("target: { cloud: vcd }\n  colour: red", "defaults.colour")]
    public void Read_OfDefaultsWithAMistake_NamesThemOnce(string defaults, string field)
    {
        BatchFile file = BatchFile.Parse($"defaults:\n  source: {{ cloud: north }}\n  {defaults}\nmachines:\n- a\n- b\n- machine: c\n  wave: 2\n");

        Assert.Equal(field, Assert.Single(Assert.Throws<InvalidRequestException>(() => BatchReader.Read(file)).Problems).Field);
    }

    [Fact]
    public void Read_OfMachinesWithMistakesOverTheDefaults_NamesEach()
    {
        BatchFile file = BatchFile.Parse("""
            defaults:
              source: { cloud: north }
              target: { catalog: ' ' }
            machines:
              - { machine: a, target: { cloud: vcd, catalog: '' } }
              - { machine: b, target: { cloud: vcd } }
              - c
            """);

        Assert.Equal(
            ["machines[0].target.catalog", "defaults.target.catalog", "machines[2].target.cloud"],
            Assert.Throws<InvalidRequestException>(() => BatchReader.Read(file)).Problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData("machines: [", "is no YAML")]
    [InlineData("- a list", "mapping at its top")]
    [InlineData("{ \"machines\": [ }", "line 1")]
    [InlineData("{\n\"name\": \"\\ud800\" }", "line 2 has half")]
    [InlineData("{ \"\\ud800\": 1 }", "line 1 has half")]
    [InlineData("? [a, b]\n: c", "no text")]
    [InlineData("name: x\nmachines:\n- { a: b\n- c\n", "line 4")]
    [InlineData("name: x\nmachines: [ a, b\n- c\n", "line 3")]
    [InlineData("machines: {", "is no YAML")]
    [InlineData("machines:\n\t- a", "line 2")]
    [InlineData("machines: *nobody", "is no YAML")]
    [InlineData("machines: &\n", "is no YAML")]
    [InlineData("machines: \"\\uDC00\"", "is no YAML")]
    [InlineData("machines: !<> a", "is no YAML")]
    [InlineData("machines: !![ a", "is no YAML")]
    [InlineData("?\n[@\"@-", "is no YAML")]
    [InlineData("a: b: c", "is no YAML")]
    [InlineData("name: x\nname: y", "is no YAML")]
    [InlineData("&a {? *a : b}", "no text")]
    [InlineData("a: &a [*a]", "deeper")]
    [InlineData("\0", "mapping at its top")]
    public void Parse_OfWhatIsNoBatchFile_SaysWhere(string text, string words)
        => Assert.Contains(words, Assert.Throws<InvalidRequestException>(() => BatchFile.Parse(text)).Message, StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Parse_OfManyLevels_IsRefusedInsteadOfEndingTheProcess(string level)
        => Assert.Contains("deeper", Assert.Throws<InvalidRequestException>(() => BatchFile.FromYaml(string.Concat(Enumerable.Repeat(level, 100_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_OfAnyCharacters_RefusesOrReads()
    {
        const string Characters = "{}[]:,-?&*!|>'\"%@`# \n\tab\\~U0.<";
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => Characters[random.Next(Characters.Length)]));
            Exception? thrown = Record.Exception(() => BatchFile.FromYaml(text));
            Assert.True(thrown is null or InvalidRequestException, $"'{text}' throws {thrown}");
        }
    }

    [Fact]
    public void Parse_OfAliasesThatMultiply_IsRefused()
    {
        string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 8).Select(level => $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n"));

        Assert.Contains("aliases", Assert.Throws<InvalidRequestException>(() => BatchFile.Parse(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfMoreMachinesThanABatchHolds_IsRefused()
        => Assert.Equal("machines", Assert.Throws<InvalidRequestException>(() => BatchReader.Read(File(string.Join('\n', Enumerable.Range(0, BatchLimits.Machines + 1).Select(number => $"- m{number}"))))).Problems[0].Field);

    [Fact]
    public void Read_OfTheLongestChain_OrdersItWithoutRecursion()
    {
        string chain = "- m0\n" + string.Join('\n', Enumerable.Range(1, BatchLimits.Machines - 1).Select(number => $"- {{ machine: m{number}, after: [m{number - 1}] }}").Reverse());

        Assert.All(BatchReader.Read(File(chain)).Entries, entry => Assert.Equal(1, entry.Wave));
    }

    private static BatchFile File(string machines) => BatchFile.Parse($"defaults:\n  source: {{ cloud: north }}\n  target: {{ cloud: vcd }}\nmachines:\n{machines}\n");
}
