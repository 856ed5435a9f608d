using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Windows;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Layers;

public sealed class PlantedMistakeTests : IDisposable
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> Networks => new(
        from name in (string[])["fashion", "residual", "attention"] from isNamed in (bool[])[true, false] select (name, isNamed));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void MistakeInTheVariant_IsNamed(string name, bool keepsNames) => ShouldBeNamed(name, keepsNames, isSource: false);

    [Theory]
    [MemberData(nameof(Networks))]
    public void MistakeInTheSource_IsNamed(string name, bool keepsNames) => ShouldBeNamed(name, keepsNames, isSource: true);

    [Theory]
    [MemberData(nameof(Networks))]
    [InlineData("flat", true)]
    [InlineData("flat", false)]
    public void RightVariant_HasNoNodeThatParts(string name, bool keepsNames)
    {
        using var network = ModelFormats.Open(Network(name));
        foreach (var target in s_plan.Targets("tflite"))
        {
            var found = Compare(network, Write(Lowered(network), keepsNames), target);
            found.First.ShouldBeNull(found.Text);
            found.Problem.ShouldBeNull();
            found.Layers.ShouldAllBe(pair => pair.SpreadError <= found.Limit, found.Text);
            // What is fused or folded away has no counterpart; the rest has.
            found.Pairs.ShouldBeGreaterThan(found.VariantTensors / 2, found.Text);
        }
    }

    [Fact]
    public void BadScaleOfAnInt8Tensor_IsNamed()
    {
        using var network = ModelFormats.Open(Network("residual"));
        using var file = ModelFormats.Open(Quantized(network));
        var target = s_plan.Targets("tflite")[0];
        Compare(network, file.Path, target, Precision.Int8).First.ShouldBeNull();
        var (hits, misses) = (0, new List<string>());
        for (var i = 0; i < file.Graph.Nodes.Count; i++)
        {
            if (file.Graph.Nodes[i].Operator is not (Convolution or Add)) continue;
            var graph = GraphClone.Of(file.Graph);
            var value = graph.Nodes[i].Output;
            // An eighth of the range: what is larger is cut off.
            value.Quantization = QuantizationParameters.PerTensor(value.Quantization!.Scales[0] / 8, value.Quantization.ZeroPoints[0]);
            var found = Compare(network, Write(graph, keepsNames: true), target, Precision.Int8);
            if (found.First?.VariantNodes is { Count: <= 3 } nodes && nodes.Any(node => node.Name == value.Name)) hits++;
            else misses.Add($"{value.Name}: {found.Text}");
        }
        misses.ShouldBeEmpty();
        hits.ShouldBeGreaterThan(4);
    }

    // The demo network has 90; here are some of them. All were named when each was tried.
    private const int StepOfFashion = 7;

    // Mistakes that can be made at the nodes. The named node has to be the one with the mistake; where a pad was put before it, that
    // belongs to it.
    private void ShouldBeNamed(string name, bool keepsNames, bool isSource)
    {
        using var network = ModelFormats.Open(Network(name));
        var lowered = Lowered(network);
        var (hits, misses) = (0, new List<string>());
        var mistakes = lowered.Nodes.SelectMany((node, i) => PlantedMistake.At(node).Select(mistake => (mistake, i)));
        foreach (var (mistake, i) in mistakes.Where((_, i) => name != "fashion" || i % StepOfFashion == 0))
        {
            var graph = GraphClone.Of(lowered);
            var node = graph.Nodes[i];
            mistake.Plant(graph, node);
            var file = Write(graph, keepsNames);
            var found = isSource ? CompareReversed(network, file) : Compare(network, file, s_plan.Targets("tflite")[0]);
            // Nobody sees an activation that has nothing to cut off.
            if (found.Layers[^1].SpreadError <= found.Limit) continue;
            var nodes = isSource ? found.First?.SourceNodes : found.First?.VariantNodes;
            if (nodes is { Count: <= 3 } && nodes.Any(n => n.Name == node.Output.Name)) hits++;
            else misses.Add($"{mistake.Name} at {node.Operator.Name} {node.Output.Name}: {found.Text}");
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{hits} of {hits + misses.Count} named\n{string.Join('\n', misses)}");
        hits.ShouldBeGreaterThan(5);
        // A tensor that lost its name and its values may be taken for another one of the same shape.
        (misses.Count * 20).ShouldBeLessThanOrEqualTo(hits, string.Join('\n', misses));
    }

    private string Network(string name)
    {
        if (name == "fashion") return Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");
        var path = Path.Combine(_folder.Path, $"{name}.onnx");
        File.WriteAllBytes(
            path,
            name switch
            {
                "residual" => LayerNetworks.Residual(),
                "flat" => LayerNetworks.Flat(),
                _ => LayerNetworks.Attention(),
            });
        return path;
    }

    private static ModelGraph Lowered(ModelFile network) => new ModelConverter(ConversionTargets.Default, network.Graph).Lowered;

    private string Quantized(ModelFile network)
    {
        var (converter, path) = (new ModelConverter(ConversionTargets.Default, network.Graph), Path.Combine(_folder.Path, "int8.tflite"));
        var calibration = converter.BeginCalibration(path + ".float");
        var own = ModelSignature.Of(network.Graph);
        using (var session = new LocalSessions().Open(path + ".float", s_plan.Reference("tflite"), 1, new()))
        {
            for (ulong i = 1; i <= 8; i++) calibration.Add(session, RandomInputs.For(own, i));
        }
        return converter.Write(Precision.Int8, path, calibration.Statistics(CalibrationMethod.MinMax)).Path;
    }

    private string Write(ModelGraph lowered, bool keepsNames)
    {
        var graph = lowered;
        if (!keepsNames)
        {
            var names = 0;
            foreach (var value in graph.Inputs.Concat(graph.Nodes.SelectMany(node => node.Outputs))) value.Name = $"t{names++}";
        }
        var path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.tflite");
        using var stream = File.Create(path);
        ConversionTargets.Default.Write(graph, [stream], new Dictionary<string, string>());
        return path;
    }

    private static LayerComparison Compare(
        ModelFile network, string file, EngineTarget target, Precision precision = Precision.Float32)
    {
        using var variant = ModelFormats.Open(file);
        return Compare(network, s_plan.Reference("onnx"), variant, target, precision);
    }

    private static LayerComparison CompareReversed(ModelFile network, string file)
    {
        using var source = ModelFormats.Open(file);
        return Compare(source, s_plan.Reference("tflite"), network, s_plan.Targets("onnx")[0]);
    }

    private static LayerComparison Compare(
        ModelFile source, EngineTarget reference, ModelFile variant, EngineTarget target, Precision precision = Precision.Float32)
    {
        var own = ModelSignature.Of(source.Graph);
        var samples = Enumerable.Range(1, 2).Select(i => (IReadOnlyList<Tensor>)RandomInputs.For(own, (ulong)i)).ToArray();
        TappedModel Tapped(ModelFile file, ModelSignature signature, EngineTarget on) =>
            new(file, signature, new LocalSessions(), on, 1, new(), TestContext.Current.CancellationToken);
        var signature = SignatureMatch.Of(source.Graph, variant.Graph, variant.Path);
        return new LayerBisection(Tapped(source, own, reference), Tapped(variant, signature, target), precision)
            .Run(target, samples, keepsAll: true);
    }
}
