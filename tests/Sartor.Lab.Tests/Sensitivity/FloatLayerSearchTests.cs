using Sartor.Convert.Quantization;
using Sartor.Lab.Sensitivity;

namespace Sartor.Lab.Tests.Sensitivity;

/// <summary>The search for float layers, where every drop is known and every choice of layers can be tried.</summary>
public sealed class FloatLayerSearchTests
{
    private static Int8Layer[] Layers(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Int8Layer($"n{i}", "Convolution", $"o{i}"))];

    // Each layer costs its own share: the fewest float layers are found by trying all choices.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void As_few_layers_as_any_choice_needs_are_kept(int seed)
    {
        const int Count = 9;
        var random = new Random(seed);
        double[] costs = [.. Enumerable.Range(0, Count).Select(_ => Math.Pow(10, -3 * random.NextDouble()))];
        var layers = Layers(Count);
        double Drop(Func<int, bool> isFloat) => Enumerable.Range(0, Count).Where(i => !isFloat(i)).Sum(i => costs[i]);
        foreach (var limit in (double[])[0, 0.01, 0.1, 0.5, 1, 100])
        {
            var search = new FloatLayerSearch(
                () => [.. layers.Index().OrderByDescending(layer => costs[layer.Index]).Select(layer => layer.Item)],
                new(limit, null), chosen => new(Drop(i => chosen.Contains(layers[i].Output)), null));
            var found = search.Run()!.Value;
            var fewest = Enumerable.Range(0, 1 << Count).Where(set => Drop(i => (set >> i & 1) == 1) <= limit)
                .Min(set => int.PopCount(set));
            found.Float.Count.ShouldBe(fewest, $"limit {limit}");
            found.Outcome.Drop.ShouldBe(Drop(i => found.Float.Contains(layers[i])));
            found.Outcome.Drop!.Value.ShouldBeLessThanOrEqualTo(limit);
        }
    }

    // Sensitivity says nothing of layers that harm together: what was kept in vain goes back.
    [Fact]
    public void Layer_that_was_kept_in_vain_goes_back_to_int8()
    {
        var layers = Layers(8);
        var search = new FloatLayerSearch(
            () => layers, new(0.1, null), chosen => new(chosen.Contains("o6") ? 0.05 : 0.4, null));
        var found = search.Run()!.Value;
        found.Float.ShouldBe([layers[6]]);
        found.Outcome.Drop.ShouldBe(0.05);
        search.Trials[0].What.ShouldBe("all in int8");
        search.Trials.Count(trial => trial.Passed).ShouldBeGreaterThan(1);
        search.Trials.Where(trial => trial.Passed).Min(trial => trial.FloatLayers).ShouldBe(1);
    }

    [Fact]
    public void Order_is_not_asked_for_where_int8_is_good_enough()
    {
        var search = new FloatLayerSearch(() => throw new InvalidOperationException(), new(0.1, null), _ => new(0.1, null));
        search.Run()!.Value.Float.ShouldBeEmpty();
        search.Trials.ShouldHaveSingleItem().Passed.ShouldBeTrue();
    }

    [Fact]
    public void Limit_that_nothing_keeps_is_no_result()
    {
        var search = new FloatLayerSearch(() => Layers(5), new(0.1, null), chosen => new(chosen.Count > 2 ? null : 0.2, null));
        search.Run().ShouldBeNull();
        search.Trials[^1].FloatLayers.ShouldBe(5);
        search.Trials.ShouldAllBe(trial => !trial.Passed);
    }

    // Noise of independent layers adds: those that are to stay float32 are the fewest that take enough of it away.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void As_few_layers_as_any_choice_needs_are_kept_for_a_ratio(int seed)
    {
        const int Count = 8;
        var random = new Random(seed);
        double[] noise = [.. Enumerable.Range(0, Count).Select(_ => Math.Pow(10, -3 * random.NextDouble()))];
        var layers = Layers(Count);
        double Ratio(Func<int, bool> isFloat) => -10 * Math.Log10(Enumerable.Range(0, Count).Where(i => !isFloat(i)).Sum(i => noise[i]));
        foreach (var limit in (double[])[-20, 0, 5, 10, 20])
        {
            var search = new FloatLayerSearch(
                () => [.. layers.Index().OrderByDescending(layer => noise[layer.Index]).Select(layer => layer.Item)],
                new(null, limit), chosen => new(null, Ratio(i => chosen.Contains(layers[i].Output))));
            var found = search.Run()!.Value;
            var fewest = Enumerable.Range(0, 1 << Count).Where(set => Ratio(i => (set >> i & 1) == 1) >= limit)
                .Min(set => int.PopCount(set));
            found.Float.Count.ShouldBe(fewest, $"limit {limit}");
            search.Trials.Count(trial => trial.SqnrDb is null).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Theory]
    [InlineData(0.1, 20.0, true)]
    [InlineData(0.1, 19.9, false)]
    [InlineData(0.2, 30.0, false)]
    [InlineData(null, 30.0, false)]
    [InlineData(0.0, null, false)]
    [InlineData(0.0, double.PositiveInfinity, true)]
    public void Both_limits_are_kept(double? drop, double? ratio, bool allowed) =>
        new LayerLimits(0.1, 20).Allow(new LayerOutcome(drop, ratio)).ShouldBe(allowed);
}
