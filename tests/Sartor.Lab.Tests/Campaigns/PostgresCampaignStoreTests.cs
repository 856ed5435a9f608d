using Sartor.Contracts.Campaigns;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Storage;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class PostgresCampaignStoreTests : CampaignStoreContract, IClassFixture<PostgresServer>
{
    private readonly PostgresServer _server;
    private readonly string _campaign = $"{Guid.NewGuid():N}";

    public PostgresCampaignStoreTests(PostgresServer server)
    {
        Assert.SkipWhen(server.Problem is not null, server.Problem ?? "");
        _server = server;
    }

    protected override ICampaignStore Open() => new SqlCampaignStore(new PostgresDialect(_server.ConnectionString, _campaign));
}
