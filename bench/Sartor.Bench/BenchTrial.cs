using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Windows;
using Sartor.Lab.Measurement;

namespace Sartor.Bench;

/// <summary>A network on an engine, with what to feed it.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Request">Its file, engine and random input.</param>
internal sealed record BenchTrial(string Network, TrialRequest Request)
{
    /// <summary>Engine and delegate.</summary>
    public string Engine => $"{Request.Engine}/{Request.Delegate}";

    /// <summary>An ONNX network on ONNX Runtime, and its float32 conversion on TFLite with XNNPACK.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="folder">Takes the conversion.</param>
    public static IEnumerable<BenchTrial> OfOnnx(string path, string folder)
    {
        using var model = ModelFormats.Open(path);
        var (name, hash) = (NameOf(path), model.Sha256());
        var signature = new ModelSignature([.. model.Graph.Inputs.Select(TensorMapping.Of)], []);
        var feeds = RandomInputs.For(signature, 1);
        var source = new TrialRequest(path, "onnxruntime", signature.ToVariant(feeds)) { Limits = null, Delegate = "cpu", Sha256 = hash };
        yield return new BenchTrial(name, source);
        var target = ConversionTargets.Default;
        var converted = new ModelConverter(target, model.Graph).Write(Precision.Float32, Path.Combine(folder, name + target.Suffix));
        var variant = new TrialRequest(converted.Path, "tflite", converted.Signature.ToVariant(feeds))
        {
            Limits = null,
            Delegate = "xnnpack",
        };
        yield return new BenchTrial(name, variant with { Sha256 = ModelFile.Sha256(converted.Path) });
    }

    /// <summary>
    /// A chain of equal layers as TFLite, whose latency is nearly in proportion to their number: a difference of about known size.
    /// </summary>
    /// <param name="layers">How many 1×1 convolutions of 32 channels on 14×14.</param>
    /// <param name="delegateName">Of TFLite.</param>
    /// <param name="folder">Takes the file.</param>
    public static BenchTrial OfChain(int layers, string delegateName, string folder)
    {
        var (graph, random) = (new ModelGraph("chain"), new Random(1));
        var input = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 32, 14, 14)));
        var x = input;
        for (var i = 0; i < layers; i++)
        {
            float[] values = [.. Enumerable.Range(0, 32 * 32).Select(_ => (random.NextSingle() - 0.5f) / 2)];
            var weights = Tensor.Create(new Shape(32, 32, 1, 1), values);
            var layer = new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [1, 1], [1, 1], [0, 0], [0, 0]);
            x = graph.Add(layer, [x, ModelGraph.NewConstant("weights", weights), null], $"layer{i}").Output;
        }
        graph.Outputs.Add(x);
        var signature = new ModelSignature([TensorMapping.Of(input)], []);
        var path = Path.Combine(folder, $"chain-{layers}{ConversionTargets.Default.Suffix}");
        var converted = new ModelConverter(ConversionTargets.Default, graph).Write(Precision.Float32, path);
        var feeds = converted.Signature.ToVariant(RandomInputs.For(signature, 1));
        var request = new TrialRequest(converted.Path, "tflite", feeds) { Limits = null, Delegate = delegateName };
        return new BenchTrial($"{layers} layers", request);
    }

    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        // samples/fashion/model.onnx
        return name == "model" ? Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))! : name;
    }
}
