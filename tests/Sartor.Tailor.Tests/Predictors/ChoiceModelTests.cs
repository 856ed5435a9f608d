using Sartor.Tailor.Predictors;
using Sartor.Tailor.Search;

namespace Sartor.Tailor.Tests.Predictors;

public class ChoiceModelTests
{
    private static readonly int[] s_choices = [3, 2, 4, 3];

    [Fact]
    public void Fit_SumsWithoutNoise_PredictsEveryNetwork()
    {
        var model = ChoiceModel.Fit(s_choices, Samples(1, 60, Additive));

        model.Features.Pairs.ShouldBeFalse();
        model.Scale.ShouldBe(ValueScale.Plain);
        foreach (var network in All()) model.Predict(network).ShouldBe(Additive(network), 1e-3);
    }

    [Fact]
    public void Fit_NeighboursThatCountTogether_TakesPairs()
    {
        var model = ChoiceModel.Fit(s_choices, Samples(2, 70, network => Additive(network) + (network[1] == 1 && network[2] == 3 ? 5 : 0)));

        model.Features.Pairs.ShouldBeTrue();
        model.Predict([0, 1, 3, 0]).ShouldBe(Additive([0, 1, 3, 0]) + 5, 0.05);
    }

    [Fact]
    public void Fit_FactorsOfAnError_TakesTheLogarithm()
    {
        var model = ChoiceModel.Fit(s_choices, Samples(3, 40, network => Math.Exp(Additive(network) / 3)));

        model.Scale.ShouldBe(ValueScale.Logarithm);
        foreach (var network in All()) (model.Predict(network) / Math.Exp(Additive(network) / 3)).ShouldBe(1, 1e-2);
    }

    [Fact]
    public void Fit_NoiseAlone_SaysHowWrongItIs()
    {
        var random = new Random(5);
        var samples = Samples(4, 60, _ => 10 + random.NextDouble());

        var model = ChoiceModel.Fit(s_choices, samples);

        // The deviation of a uniform value between 0 and 1 is 0.289; a model of noise cannot be much better, nor should it be much worse.
        model.Error.ShouldBeInRange(0.2, 0.4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_TwoModels_CostsEachNetworkWhatTheyPredict(bool pairs)
    {
        var time = ChoiceModel.Fit(s_choices, Samples(6, 60, Additive), [false], [ValueScale.Plain]);
        var loss = ChoiceModel.Fit(s_choices, Samples(7, 60, network => 20 / (1 + Additive(network))), [pairs], [ValueScale.Logarithm]);

        var graph = ChoiceGraph.Of(["ms", "loss"], time, loss);

        graph.CountPaths().ShouldBe(3 * 2 * 4 * 3);
        foreach (var path in BruteForce.All(graph))
        {
            path.Costs[0].ShouldBe(time.Predict(path.Labels), 1e-9);
            Math.Exp(path.Costs[1]).ShouldBe(loss.Predict(path.Labels), 1e-9);
        }
    }

    [Fact]
    public void Fit_RidgeOfManySamples_IsLeastSquares()
    {
        // y = 1 + 2·a − 3·b, with features that are no 0 and 1, and next to no penalty.
        double[][] rows = [[0, 1], [1, 1], [2, 0.5], [3, 4], [-1, 2]];
        var fit = RidgeRegression.Fit(rows, [.. rows.Select(row => 1 + (2 * row[0]) - (3 * row[1]))], 1e-9);

        fit.Constant.ShouldBe(1, 1e-6);
        fit.Coefficients[0].ShouldBe(2, 1e-6);
        fit.Coefficients[1].ShouldBe(-3, 1e-6);
    }

    private static double Additive(IReadOnlyList<int> network) =>
        1 + (0.5 * network[0]) + (2 * network[1]) + (network[2] * network[2] / 3.0) + (network[3] == 2 ? 0.7 : 0);

    private static IEnumerable<int[]> All() =>
        from a in Enumerable.Range(0, 3)
        from b in Enumerable.Range(0, 2)
        from c in Enumerable.Range(0, 4)
        from d in Enumerable.Range(0, 3)
        select new[] { a, b, c, d };

    private static ChoiceSample[] Samples(int seed, int count, Func<IReadOnlyList<int>, double> value)
    {
        var networks = All().ToArray();
        new Random(seed).Shuffle(networks);
        return [.. networks.Take(count).Select(network => new ChoiceSample([.. network], value(network)))];
    }
}
