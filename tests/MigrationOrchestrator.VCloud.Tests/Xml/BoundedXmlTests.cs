using System.Text;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.VCloud.Representations;
using MigrationOrchestrator.VCloud.Xml;

namespace MigrationOrchestrator.VCloud.Tests.Xml;

public sealed class BoundedXmlTests
{
    [Theory]
    [InlineData("<!DOCTYPE Org [<!ENTITY a \"b\">]><Org>&a;</Org>")]
    [InlineData("<!DOCTYPE Org SYSTEM \"file:///etc/passwd\"><Org/>")]
    [InlineData("<Org>")]
    [InlineData("<Org></Vdc>")]
    [InlineData("&#0;")]
    [InlineData("")]
    public void Parse_OfDtdOrBrokenText_IsRefused(string text) => Assert.Throws<FormatException>(() => BoundedXml.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parse_OfBottomlessNesting_IsRefusedWithoutOverflow()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        Assert.Contains("deeper", Assert.Throws<FormatException>(() => BoundedXml.Parse(Encoding.UTF8.GetBytes(deep))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Please sign in</body></html>")]
    [InlineData("<Org/>")]
    [InlineData("<Org name='a' href='../relative'/>")]
    [InlineData("<Org name='a' href='file:///etc/passwd'/>")]
    public async Task Serializer_OfAnotherOrIncompleteDocument_SaysSo(string text)
    {
        FailureException refused = await Assert.ThrowsAsync<FailureException>(
            () => new XmlContentSerializer().FromHttpContentAsync<Org>(new StringContent(text), TestContext.Current.CancellationToken));
        Assert.Equal("cloud.protocol", refused.Failure.Code);
        Assert.NotNull(refused.Failure.Remedy);
    }

    [Fact]
    public async Task Serializer_OfTemplateInUpload_ReadsFilesByNameAndTasks()
    {
        const string document = """
            <VAppTemplate xmlns="http://www.vmware.com/vcloud/v1.5" status="0" ovfDescriptorUploaded="true" name="t" href="https://h/api/vAppTemplate/vappTemplate-1">
              <Link rel="catalogItem" href="https://h/api/catalogItem/2"/>
              <Description>d</Description>
              <Tasks><Task status="running" operation="op" href="https://h/api/task/3"><Link rel="task:cancel" href="https://h/api/task/3/action/cancel"/><Progress>12</Progress></Task></Tasks>
              <Files>
                <File size="10" bytesTransferred="4" name="disk-0.vmdk"><Link rel="upload:default" href="https://h/transfer/4/disk-0.vmdk"/></File>
                <File size="-1" bytesTransferred="0" name="descriptor.ovf"/>
              </Files>
            </VAppTemplate>
            """;
        VAppTemplate template = (await new XmlContentSerializer().FromHttpContentAsync<VAppTemplate>(new StringContent(document), TestContext.Current.CancellationToken))!;
        Assert.Equal(("disk-0.vmdk", 10L, 4L), (template.Files[0].Name, template.Files[0].Size, template.Files[0].Accepted));
        Assert.Null(template.Files[1].Upload);
        Assert.Equal((12, "https://h/api/task/3/action/cancel"), (template.Tasks[0].Progress, template.Tasks[0].Cancel?.AbsoluteUri));
        Assert.Equal("https://h/api/catalogItem/2", template.CatalogItem?.AbsoluteUri);
    }
}
