using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Tests.TFLite;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests;

/// <summary>
/// A training script writes its model again while Sartor reads it: whatever is asked for after that is refused in a sentence. (Under a
/// memory mapping the process ended with SIGBUS.)
/// </summary>
public sealed class ShrinkingFileTests
{
    private const int Elements = 200_000;

    [Theory, InlineData("onnx"), InlineData("external"), InlineData("tflite")]
    public void Constants_OfAFileThatShrank_AreRefused(string kind)
    {
        using var folder = new TemporaryFolder();
        var (path, weights) = Write(folder, kind);
        using var model = ModelFormats.Open(path);
        Truncate(weights, 300);
        Refused(weights, () => model.Graph.Constants.Last().Constant!.ToSingles());
        Refused(weights, () => GraphFingerprint.Of(model.Graph));
        Refused(weights, () => RoundTripTests.Write(model.Graph));
    }

    /// <summary>
    /// The file shrinks between any two steps of a reader: at every length the reader ends in a sentence or, without the weights, in a
    /// graph.
    /// </summary>
    [Theory, InlineData("onnx"), InlineData("tflite")]
    public void Reader_OfAFileThatShrinksUnderIt_EndsInASentence(string kind)
    {
        using var folder = new TemporaryFolder();
        var (path, _) = Write(folder, kind);
        var content = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 1, 8, 100, 16_383, 16_384, 16_385, content.Length / 2, content.Length - 1 })
        {
            File.WriteAllBytes(path, content);
            using var file = SlicedFile.Open(path);
            var format = ModelFormats.Detect(file);
            using (var cold = SlicedFile.Open(path))
            {
                Truncate(path, length);
                try
                {
                    foreach (var external in format.Read(cold, ModelReadOptions.Default).ExternalFiles) external.Dispose();
                }
                catch (ModelFormatException e)
                {
                    e.Message.ShouldBe($"{path}: became shorter while it was read; wait until it is whole, and try again.");
                }
            }
        }
    }

    private static (string Model, string Weights) Write(TemporaryFolder folder, string kind)
    {
        var model = Path.Combine(folder.Path, kind == "tflite" ? "m.tflite" : "m.onnx");
        var values = Enumerable.Range(0, Elements).Select(i => (float)i).ToArray();
        if (kind == "tflite")
        {
            File.WriteAllBytes(model, Sum(values));
            return (model, model);
        }
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, (long)Elements);
        var weights = kind == "external" ? Path.Combine(folder.Path, "w.bin") : model;
        if (kind == "external")
        {
            File.WriteAllBytes(weights, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
            builder.Initializer(OnnxBuilder.TensorHead("w", ElementType.Float32, [Elements]).Varint(14, 1)
                .Message(13, new ProtoWriter().Text(1, "location").Text(2, "w.bin")));
        }
        else
        {
            builder.Initializer("w", [Elements], values);
        }
        File.WriteAllBytes(model, builder.Node("Add", ["x", "w"], ["y"]).Output("y").Build());
        return (model, weights);
    }

    private static byte[] Sum(float[] values)
    {
        var graph = new ModelGraph("sum");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(Elements)));
        graph.Outputs.Add(graph.Add(new Add(), [x, ModelGraph.NewConstant("w", Tensor.Create(new Shape(Elements), values))], "y").Output);
        return RoundTripTests.Write(graph);
    }

    private static void Truncate(string path, long length)
    {
        using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        writer.SetLength(length);
    }

    private static void Refused(string path, Action read) =>
        Should.Throw<ModelFormatException>(read).Message.ShouldBe(
            $"{path}: became shorter while it was read; wait until it is whole, and try again.");
}
