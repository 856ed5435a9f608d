using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Accuracy;

public sealed class BatchStatisticsTests
{
    private const int Batch = 16;

    [Fact]
    public void Measure_EachNormalization_GivesMeanAndVarianceOfWhatItTakes()
    {
        using var network = DemoSuperNet.OpenSmall(Batch);
        using var folder = new TemporaryFolder();
        var code = SubNetCode.At(network.Space, 3);
        var images = Images(network.SubNet(code).Graph.Inputs[0].Type.Shape!);
        var measuring = network.SubNet(code).Graph;
        BatchStatistics.Measure(measuring);
        var statistics = Run(measuring, images, folder);

        // What each normalization takes, once the others have those statistics.
        var recalibrated = network.SubNet(code).Graph;
        BatchStatistics.Set(recalibrated, [.. statistics.Select(tensor => tensor.ToSingles())]);
        var nodes = BatchStatistics.Of(recalibrated);
        recalibrated.Outputs.Clear();
        foreach (var node in nodes) recalibrated.Outputs.Add(node.Input(0));
        var taken = Run(recalibrated, images, folder);

        nodes.Count.ShouldBeGreaterThan(20);
        for (var n = 0; n < nodes.Count; n++)
        {
            var (means, variances) = Statistics(taken[n]);
            statistics[2 * n].ToDoubles().ShouldBe(means, 1e-4 * Math.Sqrt(variances.Max()));
            statistics[(2 * n) + 1].ToDoubles().ShouldBe(variances, 1e-3 * variances.Max());
        }
    }

    private static (double[] Means, double[] Variances) Statistics(Tensor x)
    {
        var (channels, plane) = ((int)x.Shape[1], (int)(x.Shape[2] * x.Shape[3]));
        var values = x.ToDoubles();
        var of = Enumerable.Range(0, channels).Select(c => values.Where((_, i) => i / plane % channels == c).ToArray()).ToArray();
        return ([.. of.Select(channel => channel.Average())],
            [.. of.Select(channel => channel.Average() is var mean ? channel.Average(v => (v - mean) * (v - mean)) : 0)]);
    }

    private static Tensor Images(Shape shape)
    {
        var random = new Random(1);
        return Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.NextSingle())]);
    }

    // Without passes, which would fold the normalizations into the layers.
    private static IReadOnlyList<Tensor> Run(ModelGraph graph, Tensor images, TemporaryFolder folder)
    {
        var path = Path.Combine(folder.Path, "model.onnx");
        using (var file = File.Create(path)) ConversionTargets.Interchange.Write(graph, [file], new Dictionary<string, string>());
        using var session = InferenceEngines.Get("onnxruntime").Prepare(path, new EngineOptions());
        return session.Infer([images]);
    }
}
