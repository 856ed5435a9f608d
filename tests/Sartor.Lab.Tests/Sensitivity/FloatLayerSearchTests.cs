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
                limit, chosen => Drop(i => chosen.Contains(layers[i].Output)));
            var found = search.Run()!.Value;
            var fewest = Enumerable.Range(0, 1 << Count).Where(set => Drop(i => (set >> i & 1) == 1) <= limit)
                .Min(set => int.PopCount(set));
            found.Float.Count.ShouldBe(fewest, $"limit {limit}");
            found.Drop.ShouldBe(Drop(i => found.Float.Contains(layers[i])));
            found.Drop.ShouldBeLessThanOrEqualTo(limit);
        }
    }

    // Sensitivity says nothing of layers that harm together: what was kept in vain goes back.
    [Fact]
    public void Layer_that_was_kept_in_vain_goes_back_to_int8()
    {
        var layers = Layers(8);
        var search = new FloatLayerSearch(() => layers, 0.1, chosen => chosen.Contains("o6") ? 0.05 : 0.4);
        var found = search.Run()!.Value;
        found.Float.ShouldBe([layers[6]]);
        found.Drop.ShouldBe(0.05);
        search.Trials[0].What.ShouldBe("all in int8");
        search.Trials.Count(trial => trial.Passed).ShouldBeGreaterThan(1);
        search.Trials.Where(trial => trial.Passed).Min(trial => trial.FloatLayers).ShouldBe(1);
    }

    [Fact]
    public void Order_is_not_asked_for_where_int8_is_good_enough()
    {
        var search = new FloatLayerSearch(() => throw new InvalidOperationException(), 0.1, _ => 0.1);
        search.Run()!.Value.Float.ShouldBeEmpty();
        search.Trials.ShouldHaveSingleItem().Passed.ShouldBeTrue();
    }

    [Fact]
    public void Limit_that_nothing_keeps_is_no_result()
    {
        var search = new FloatLayerSearch(() => Layers(5), 0.1, chosen => chosen.Count > 2 ? null : 0.2);
        search.Run().ShouldBeNull();
        search.Trials[^1].FloatLayers.ShouldBe(5);
        search.Trials.ShouldAllBe(trial => !trial.Passed);
    }
}
