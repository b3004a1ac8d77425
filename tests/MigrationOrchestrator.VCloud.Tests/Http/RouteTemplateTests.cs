using MigrationOrchestrator.VCloud.Http;

namespace MigrationOrchestrator.VCloud.Tests.Http;

public sealed class RouteTemplateTests
{
    [Theory]
    [InlineData("/api/versions", "/api/versions")]
    [InlineData("/api/vAppTemplate/vappTemplate-0aa81f18-92a4-4bd1-8a92-52f7b9a4a2e1", "/api/vAppTemplate/{id}")]
    [InlineData("/api/catalog/0aa81f18-92a4-4bd1-8a92-52f7b9a4a2e1/action/upload", "/api/catalog/{id}/action/upload")]
    [InlineData("/transfer/0aa81f18-92a4-4bd1-8a92-52f7b9a4a2e1/disk%200.vmdk", "/transfer/{id}/{file}")]
    [InlineData("/api/query?type=catalog&filter=name==x", "/api/query")]
    [InlineData("/oauth/tenant/demo/token", "/oauth/tenant/{organisation}/token")]
    [InlineData("/cloudapi/1.0.0/sessions", "/cloudapi/1.0.0/sessions")]
    [InlineData("/api/org/12345", "/api/org/{id}")]
    public void RouteTemplate_OfAnAddress_HoldsNoIdsAndNoQuery(string address, string template)
        => Assert.Equal(template, RouteTemplate.Of(new Uri("https://host" + address)));
}
