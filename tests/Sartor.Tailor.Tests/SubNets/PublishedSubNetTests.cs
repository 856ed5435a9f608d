using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Engines;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tests.SubNets;

/// <summary>SubNets of the published spaces: their shapes, and their outputs beside PyTorch's for the same cut.</summary>
public sealed class PublishedSubNetTests
{
    private const int RandomNets = 10_000;

    private const double Tolerance = 1e-4;

    [Theory]
    [MemberData(nameof(PublishedSuperNets.Names), MemberType = typeof(PublishedSuperNets))]
    public void RandomSubNets_HaveShapes(string name)
    {
        using var network = PublishedSuperNets.Open(name);
        var random = new Random(1);
        var outputs = network.Binding.Structure.Graph.Outputs[0].Type;

        for (var i = 0; i < RandomNets; i++)
        {
            var code = SubNetCode.Random(network.Space, random);
            var net = network.SubNet(code);
            Assert.Equal(outputs, net.Graph.Outputs[0].Type);
            Assert.Equal(code.ValueOf(network.Space.Resolution), net.Graph.Inputs[0].Type.Shape![-1]);
        }
    }

    [Theory]
    [MemberData(nameof(PublishedSuperNets.Names), MemberType = typeof(PublishedSuperNets))]
    public void SubNet_ComputesWhatPyTorchComputesOfTheSameCut(string name)
    {
        using var network = PublishedSuperNets.Open(name);
        using var folder = new TemporaryFolder();
        var engine = InferenceEngines.Get("onnxruntime");
        var samples = OracleSubNets.Of(name);
        foreach (var sample in samples)
        {
            var values = JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText($"{sample}.json"))!;
            var code = SubNetCode.Of(network.Space, values);
            var expected = NpyFile.Read($"{sample}.output.npy").ToSingles();

            var difference = Difference(expected, Run(code));

            Assert.True(difference <= Tolerance, $"{sample}: {difference}");
            // Another network of the same resolution gives something else: the comparison sees a wrong cut.
            var other = Enumerable.Range(0, 1000).Select(seed => SubNetCode.Random(network.Space, new Random(seed)))
                .First(found => !found.Equals(code) && found.ValueOf(network.Space.Resolution) == values["resolution"]);
            Assert.True(Difference(expected, Run(other)) > 10 * Tolerance, $"{sample}: {other} gives the same");

            float[] Run(SubNetCode net)
            {
                var path = Path.Combine(folder.Path, "net.onnx");
                new ModelConverter(ConversionTargets.Interchange, network.SubNet(net).Graph).Write(Precision.Float32, path);
                using var session = engine.Prepare(path, new EngineOptions());
                return session.Infer([NpyFile.Read($"{sample}.input.npy")])[0].ToSingles();
            }
        }
        Assert.True(samples.Count >= 3, $"{samples.Count} samples of {name}");
    }

    // The largest difference, as a share of the largest output.
    private static double Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / expected.Max(Math.Abs);
    }
}
