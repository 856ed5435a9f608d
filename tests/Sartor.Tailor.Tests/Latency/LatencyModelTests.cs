using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Latency;

/// <summary>Predictions from made-up tables, where the truth is known.</summary>
public sealed class LatencyModelTests
{
    [Fact]
    public void Predict_NetworksThatAreALineOfTheirParts_FindsTheLine()
    {
        using var network = DemoSuperNet.Open();
        var table = MadeUpLatencies.Of(network, (sum, parts) => 0.5 + (0.8 * sum) - (0.01 * parts));

        var model = LatencyModel.Fit(network, table);

        model.Kind.ShouldNotBe("sum");
        model.Error.ShouldBeLessThan(0.01);
        foreach (var code in MadeUpLatencies.Codes(network, seed: 9, 50))
        {
            var (sum, parts) = MadeUpLatencies.Sum(network, table, code);
            model.Predict(code).Milliseconds.ShouldBe(0.5 + (0.8 * sum) - (0.01 * parts), 0.02);
        }
    }

    [Fact]
    public void Predict_NoisyNetworks_HasAnIntervalThatHoldsNearlyAllOfOthers()
    {
        using var network = DemoSuperNet.Open();
        var noise = new Random(3);
        var table = MadeUpLatencies.Of(network, (sum, _) => sum * (1 + (0.1 * (noise.NextDouble() - 0.5))));

        var model = LatencyModel.Fit(network, table);

        var held = 0;
        var codes = MadeUpLatencies.Codes(network, seed: 9, 400).ToArray();
        foreach (var code in codes)
        {
            var truth = MadeUpLatencies.Sum(network, table, code).Sum * (1 + (0.1 * (noise.NextDouble() - 0.5)));
            var prediction = model.Predict(code);
            if (truth >= prediction.LowMs && truth <= prediction.HighMs) held++;
        }
        ((double)held / codes.Length).ShouldBeGreaterThan(0.9);
        model.HalfWidth.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Costs_OfEachNetwork_AddUpToItsPrediction()
    {
        using var network = DemoSuperNet.Open();
        var model = LatencyModel.Fit(network, MadeUpLatencies.Of(network, (sum, parts) => 0.5 + (0.8 * sum) + (0.02 * parts)));

        foreach (var code in MadeUpLatencies.Codes(network, seed: 5, 100))
            CodeWalk.Sum(code, model.Costs())[0].ShouldBe(model.Predict(code).Milliseconds, 1e-9);
    }

    [Fact]
    public void Predict_PartThatTheTableLacks_IsNotCoveredAndNamed()
    {
        using var network = DemoSuperNet.OpenSmall();
        var table = MadeUpLatencies.Of(network, (sum, _) => sum);
        var lost = table.Units.Last(unit => unit.Key.StartsWith("InvertedResidualBlock", StringComparison.Ordinal));
        var model = LatencyModel.Fit(network, table with { Units = [.. table.Units.Where(unit => unit != lost)] });

        var predictions = SubNetCode.All(network.Space).Select(model.Predict).ToArray();

        predictions.Where(prediction => !prediction.IsCovered).ShouldNotBeEmpty();
        predictions.Where(prediction => prediction.IsCovered).ShouldNotBeEmpty();
        predictions.SelectMany(prediction => prediction.Missing.Items).Distinct().ShouldBe([lost.Key]);
        // No search takes a network that is not covered.
        var cheapest = new ExactSearch(SpaceGraph.Of(network.Space, new JoinedCosts(model.Costs(), model.Costs()))).Run().Paths[0];
        model.Predict(PathCode.Of(network.Space, cheapest)).IsCovered.ShouldBeTrue();
    }

    [Fact]
    public void Fit_TableOfAnotherSpace_IsRefused()
    {
        using var network = DemoSuperNet.Open();
        using var other = DemoSuperNet.OpenSmall();

        Should.Throw<OptionException>(() => LatencyModel.Fit(other, MadeUpLatencies.Of(network, (sum, _) => sum)))
            .Message.ShouldContain(network.Space.Fingerprint);
    }
}

/// <summary>Tables of made-up latencies: each part takes what its MACs say, networks what a function of the sum says.</summary>
internal static class MadeUpLatencies
{
    private const int Networks = 40;

    public static LatencyProfile Of(SuperNet network, Func<double, int, double> ofNetwork)
    {
        var forms = new UnitForms(network, FusionRules.Default);
        var units = SpaceOperators.Of(network, forms).Units.Select(unit =>
            Item(unit.Key, 0.01 + (forms.Of(unit.Value).Macs / 1e6))).ToArray();
        var profile = new LatencyProfile
        {
            SartorVersion = "test",
            WrittenUtc = DateTimeOffset.UnixEpoch,
            Model = "model.onnx",
            Space = network.Space.Name,
            Fingerprint = network.Space.Fingerprint,
            Device = "host",
            DeviceFacts = null,
            Engine = FusionRules.Default.Engine,
            EngineVersion = null,
            Delegate = "cpu",
            Precision = "float32",
            Threads = 1,
            Units = units,
            Operators = [],
            Networks = [],
            Fusions = [],
            Failures = [],
        };
        return profile with
        {
            Networks = [.. Codes(network, 1, Networks).Select(code => (Code: code, Sum: Sum(network, profile, code)))
                .Select(pair => Item(pair.Code.ToString(), ofNetwork(pair.Sum.Sum, pair.Sum.Parts)))],
        };
    }

    public static IEnumerable<SubNetCode> Codes(SuperNet network, int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count * 3).Select(_ => SubNetCode.Random(network.Space, random)).Distinct().Take(count).ToArray();
    }

    /// <summary>The sum over a network's own parts, which are found in its graph.</summary>
    public static (double Sum, int Parts) Sum(SuperNet network, LatencyProfile profile, SubNetCode code)
    {
        var table = profile.Units.ToDictionary(unit => unit.Key, unit => unit.MedianMs);
        var (sum, parts) = (0.0, 0);
        var forms = new UnitForms(network, FusionRules.Default);
        CodeWalk.Sum(code, new UnitVisit(new UnitWalk(network, forms, (_, form) => (sum, parts) = (sum + table[form.Key], parts + 1))));
        return (sum, parts);
    }

    private static LatencyItem Item(string key, double milliseconds) => new(key, milliseconds, milliseconds, milliseconds, 10, "trial");
}
