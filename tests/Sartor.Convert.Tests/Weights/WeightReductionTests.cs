using System.IO.Compression;
using Sartor.Contracts;
using Sartor.Contracts.Targets;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Weights;

/// <summary>What pruning and clustering leave of weights, as the file stores them.</summary>
public sealed class WeightReductionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tflite")]
    [InlineData("onnx")]
    public void Pruning_sets_exactly_the_smallest_share_to_zero(string target)
    {
        var pairs = Reduce(target, new WeightReduction { Prune = 0.4 });
        pairs.Length.ShouldBe(2);
        foreach (var (before, after) in pairs)
        {
            var zeros = (int)(0.4 * before.Length);
            after.Count(value => value == 0).ShouldBe(zeros);
            var limit = before.Select(Math.Abs).Order().ElementAt(zeros);
            for (var i = 0; i < before.Length; i++) after[i].ShouldBe(Math.Abs(before[i]) < limit ? 0 : before[i]);
        }
    }

    [Fact]
    public void Clustering_leaves_a_few_values_of_which_each_weight_takes_the_nearest()
    {
        foreach (var (before, after) in Reduce("tflite", new WeightReduction { Clusters = 16 }))
        {
            var values = after.Distinct().ToArray();
            values.Length.ShouldBeInRange(12, 16);
            double clustered = 0, even = 0;
            var (low, step) = (before.Min(), (before.Max() - before.Min()) / 15);
            for (var i = 0; i < before.Length; i++)
            {
                Math.Abs(before[i] - after[i]).ShouldBe(values.Min(value => Math.Abs(before[i] - value)), 1e-6);
                clustered += Math.Pow(before[i] - after[i], 2);
                even += Math.Pow(before[i] - (low + (Math.Round((before[i] - low) / step) * step)), 2);
            }
            // No worse than as many even steps, from which it starts.
            clustered.ShouldBeLessThanOrEqualTo(even * 1.0001);
        }
    }

    [Fact]
    public void The_file_states_how_its_weights_were_reduced()
    {
        var reduction = new WeightReduction { PruneChannels = 0.25, Prune = 0.1, Clusters = 64 };
        foreach (var (target, asked) in ((string, WeightReduction?)[])[("tflite", reduction), ("onnx", reduction), ("tflite", null)])
        {
            using var model = ModelFormats.Open(Write(target, asked).Path);
            WeightReduction.Read(model.Graph.Source.Metadata).ShouldBe(asked);
        }
    }

    [Theory]
    [InlineData("prune=2")]
    [InlineData("cluster=many")]
    [InlineData("cluster=1")]
    [InlineData("cut=0.5")]
    [InlineData("prune")]
    [InlineData("")]
    public void What_states_no_reduction_is_not_taken_for_one(string text) =>
        WeightReduction.Read(new Dictionary<string, string> { ["sartor.weights"] = text }).ShouldBeNull();

    [Fact]
    public void Zeros_stay_and_the_file_compresses_better()
    {
        var (plain, both) = (Write("tflite", null), Write("tflite", new WeightReduction { Prune = 0.5, Clusters = 8 }));
        Zipped(both.Path).ShouldBeLessThan(Zipped(plain.Path) / 2);
        both.Diagnostics.ShouldContain(d => d.Code == "compressed-size");
        foreach (var (before, after) in Reduce("tflite", new WeightReduction { Prune = 0.5, Clusters = 8 }))
        {
            after.Count(value => value == 0).ShouldBe(before.Length / 2);
            after.Distinct().Count().ShouldBeLessThanOrEqualTo(9);
        }
    }

    [Theory]
    [InlineData(1.0, 4)]
    [InlineData(-0.1, 4)]
    [InlineData(0.5, 1)]
    [InlineData(0.5, 257)]
    public void Numbers_out_of_range_are_refused(double prune, int clusters) =>
        Should.Throw<OptionException>(() => new WeightReduction { Prune = prune, Clusters = clusters });

    private (float[] Before, float[] After)[] Reduce(string target, WeightReduction reduction)
    {
        using ModelFile plain = ModelFormats.Open(Write(target, null).Path), reduced = ModelFormats.Open(Write(target, reduction).Path);
        var (before, after) = (Weights(plain.Graph), Weights(reduced.Graph));
        return [.. before.Keys.Select(name => (before[name], after[name]))];
    }

    // Of each size there is one.
    private static Dictionary<int, float[]> Weights(ModelGraph graph) => graph.Constants
        .Where(value => value.Type.Element == ElementType.Float32 && value.Type.ElementCount >= WeightReduction.SmallestWeight)
        .Select(value => value.Constant!.ToSingles()).ToDictionary(values => values.Length);

    private ConvertedModel Write(string target, WeightReduction? reduction)
    {
        var to = ConversionTargets.Get(target);
        return new ModelConverter(to, TargetNetworks.Image()) { Reduction = reduction }.Write(
            Precision.Float32, Path.Combine(_folder.Path, $"{(reduction is null ? "plain" : "reduced")}{to.Suffix}"));
    }

    private static long Zipped(string path)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(File.ReadAllBytes(path));
        return zipped.Length;
    }
}
