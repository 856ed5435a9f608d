using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Trials;

public sealed class StoreFolderTests
{
    [Theory]
    [InlineData("/s", "/c", "/h", "/s")]
    [InlineData("here", "/c", "/h", "here")]
    [InlineData("none", "/c", "/h", null)]
    [InlineData("", "/c", "/h", "/c/sartor")]
    [InlineData(null, "/c", "/h", "/c/sartor")]
    [InlineData(null, null, "/h", "/h/.cache/sartor")]
    [InlineData(null, "", "/h", "/h/.cache/sartor")]
    [InlineData(null, "relative", "/h", "/h/.cache/sartor")]
    [InlineData(null, null, "", null)]
    [InlineData(null, null, null, null)]
    public void Folder_OnLinux_FollowsTheBaseDirectories(string? store, string? cache, string? home, string? expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems have other places");
        string? Variable(string name) => name switch { "SARTOR_STORE" => store, "XDG_CACHE_HOME" => cache, "HOME" => home, _ => null };
        StoreFolder.Of(Variable).ShouldBe(expected);
    }
}
