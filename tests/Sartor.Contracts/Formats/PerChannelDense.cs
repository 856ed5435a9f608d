using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;

namespace Sartor.Contracts.Formats;

/// <summary>
/// A file that TFLite 2.9 computes wrongly: one int8 FULLY_CONNECTED with weights of a scale per channel, x [1,4] to 3 classes. The network
/// gives 0.127 · a, b and c of the input (a, b, c, d); the runtime gives zeros for every input.
/// </summary>
public static class PerChannelDense
{
    /// <summary>The node's name.</summary>
    public const string Node = "dense";

    /// <summary>
    /// Writes the file with version 4, as other tools do. The writer refuses it for runtime 2.9, so it is written for a later one whose
    /// kernels nothing is known of.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="swapsRows">Writes another network: class 1 for 2 and 2 for 1.</param>
    public static string Write(string folder, bool swapsRows = false)
    {
        var graph = new ModelGraph("per-channel");
        var x = graph.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 4)));
        x.Quantization = QuantizationParameters.PerTensor(1, 0);
        EquatableArray<long> zeros = [0, 0, 0];
        sbyte[] rows = swapsRows ? [127, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0] : [127, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
        var weights = ModelGraph.NewConstant(
            "w", Tensor.Create(new Shape(3, 4), rows),
            new QuantizationParameters([0.001f, 1, 1], zeros));
        var bias = ModelGraph.NewConstant("b", Tensor.Vector<int>(0, 0, 0), new QuantizationParameters([0.001f, 1, 1], zeros));
        var node = graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], Node);
        node.Output.Quantization = QuantizationParameters.PerTensor(0.1f, 0);
        graph.Outputs.Add(node.Output);
        var path = Path.Combine(folder, swapsRows ? "swapped.tflite" : "per-channel.tflite");
        using var stream = File.Create(path);
        TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default with { Runtime = new Version(2, 20) });
        return path;
    }

    /// <summary>Writes the same network in float32, which every runtime computes.</summary>
    public static string WriteFloat(string folder)
    {
        var graph = new ModelGraph("per-channel-float");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4)));
        var weights = ModelGraph.NewConstant(
            "w", Tensor.Create(new Shape(3, 4), (float[])[0.127f, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]));
        var bias = ModelGraph.NewConstant("b", Tensor.Vector<float>(0, 0, 0));
        graph.Outputs.Add(graph.Add(new FullyConnected(WeightLayout.OutputInput), [x, weights, bias], Node).Output);
        var path = Path.Combine(folder, "float.tflite");
        using var stream = File.Create(path);
        TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default);
        return path;
    }

    /// <summary>Writes 40 rows with the class that the network gives, which is mostly not what the runtime gives.</summary>
    public static string WriteRows(string folder)
    {
        var path = Path.Combine(folder, "rows.csv");
        var rows = Enumerable.Range(0, 40).Select(i => (i % 10) switch
        {
            0 => $"{5 + (i % 3)},-4,-{3 + (i % 4)},{i % 7},0",
            < 6 => $"{5 + (i % 3)},{6 + (i % 4)},{i % 5},{i % 7},1",
            _ => $"{5 + (i % 3)},{i % 5},{6 + (i % 4)},{i % 7},2",
        });
        File.WriteAllLines(path, rows.Prepend("a,b,c,d,label"));
        return path;
    }
}
