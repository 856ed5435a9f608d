namespace Sartor.Web.Tests;

/// <summary>Tests that share the browser and the pages.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>, ICollectionFixture<Reports>, ICollectionFixture<CampaignPages>
{
    /// <summary>Of the collection.</summary>
    public const string Name = "browser";
}
