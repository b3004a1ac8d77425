namespace MigrationOrchestrator.Durable.Tests;

public sealed class InstanceIdTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("migration-1.x:disk-0@2_3")]
    public void New_OfAnAllowedText_KeepsIt(string text) => Assert.Equal(text, new InstanceId(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("ä")]
    [InlineData(".")]
    [InlineData("..")]
    public void New_OfAnotherText_IsRefused(string text) => Assert.Throws<ArgumentException>(() => new InstanceId(text));

    [Fact]
    public void New_OfMoreThan200Characters_IsRefused() => Assert.Throws<ArgumentException>(() => new InstanceId(new string('a', 201)));

    [Fact]
    public void Json_IsTheText()
    {
        Assert.Equal("\"m\"", DurableJson.Serialize(new InstanceId("m")));
        Assert.Equal(new InstanceId("m"), DurableJson.Deserialize<InstanceId>("\"m\""));
        Assert.Throws<System.Text.Json.JsonException>(() => DurableJson.Deserialize<InstanceId>("\"a b\""));
    }
}
