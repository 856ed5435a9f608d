using Sartor.Tailor.Predictors;

namespace Sartor.Tailor.Tests.Predictors;

public class AdditivityCheckTests
{
    private static readonly int[] s_choices = [4, 4, 4, 4, 4];

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.0002, true)]
    [InlineData(0.005, false)]
    [InlineData(0.03, false)]
    public void IsGenerated_SumsWithNoise_TellsTablesFromClocks(double noise, bool generated)
    {
        var random = new Random(2);
        var samples = Enumerable.Range(0, 400).Select(_ =>
        {
            int[] network = [.. s_choices.Select(count => random.Next(count))];
            var sum = 3 + network.Select((choice, position) => choice * (position + 1) * 0.7).Sum();
            return new ChoiceSample([.. network], sum * (1 + (noise * ((2 * random.NextDouble()) - 1))));
        }).ToArray();

        AdditivityCheck.IsGenerated(ChoiceModel.Fit(s_choices, samples[..300]), samples[300..]).ShouldBe(generated);
    }

    [Fact]
    public void IsGenerated_FewNetworks_SaysNothing()
    {
        var samples = Enumerable.Range(0, 12).Select(i => new ChoiceSample([i % 3], 1 + (i % 3))).ToArray();

        AdditivityCheck.IsGenerated(ChoiceModel.Fit([3], samples), samples).ShouldBeFalse();
    }
}
