using Sartor.Contracts;
using Sartor.Contracts.Campaigns;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Storage;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class SqliteCampaignStoreTests : CampaignStoreContract
{
    private readonly TemporaryFolder _folder = new();

    protected override ICampaignStore Open() => new SqlCampaignStore(new SqliteDialect(Path.Combine(_folder.Path, "state.db")));

    public override void Dispose()
    {
        _folder.Dispose();
        base.Dispose();
    }
}
