using Sartor.Bench.Verdicts;
using Sartor.Convert;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class VerdictOptionsTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void Share_IsAboutThatOfTheNames(double share)
    {
        var options = new VerdictOptions { Share = share };

        var drawn = Enumerable.Range(0, 4000).Count(i => options.Draws($"network {i % 13}/mistake {i / 13}"));

        // Five standard deviations.
        var allowed = 5 * Math.Sqrt(share * (1 - share) / 4000);
        (drawn / 4000.0).ShouldBe(share, allowed);
    }

    [Fact]
    public void Seed_DrawsOtherFiles()
    {
        string[] names = [.. Enumerable.Range(0, 500).Select(i => $"file {i}")];
        string[] Drawn(int seed) => [.. names.Where(name => new VerdictOptions { Share = 0.2, Seed = seed }.Draws(name))];

        Drawn(1).ShouldBe(Drawn(1));
        Drawn(1).ShouldNotBe(Drawn(2));
    }

    [Fact]
    public void WholeShare_DrawsEverything() => new VerdictOptions().Draws("anything").ShouldBeTrue();

    [Fact]
    public void Words_AreRead() => VerdictOptions.Parse(
        [
            "--share", "0.1", "--seed", "7", "--network", "mlp", "--mistake", "bias", "--precision", "dynamic-range-int8",
            "--as", "plain", "--list", "files.tsv",
        ])
        .ShouldBe(new VerdictOptions
        {
            Share = 0.1,
            Seed = 7,
            Network = "mlp",
            Mistake = "bias",
            Precision = Precision.DynamicRangeInt8,
            AsLarge = true,
            InPlainKernels = true,
            List = "files.tsv",
        });

    [Fact]
    public void Large_IsReadWithoutThePlainKernels() =>
        VerdictOptions.Parse(["--as", "large"]).ShouldBe(new VerdictOptions { AsLarge = true });

    [Theory]
    [InlineData("--share", "0")]
    [InlineData("--share", "2")]
    [InlineData("--share")]
    [InlineData("--seed", "x")]
    [InlineData("--precision", "int7")]
    [InlineData("--as", "small")]
    [InlineData("--list")]
    [InlineData("--other", "1")]
    public void UnknownWords_GiveNothing(params string[] words) => VerdictOptions.Parse(words).ShouldBeNull();
}
