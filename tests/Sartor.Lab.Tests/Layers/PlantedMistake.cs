using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Lab.Tests.Layers;

/// <summary>Something that a converter may do wrong at one node of a graph in TFLite's terms.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Plant">Does it.</param>
internal sealed record PlantedMistake(string Name, Action<ModelGraph, Node> Plant)
{
    /// <summary>All mistakes that can be made at a node.</summary>
    public static IEnumerable<PlantedMistake> At(Node node)
    {
        if (node.Operator is Convolution { PadsBefore: [1, 1], PadsAfter: [1, 1], Strides: [1, 1] })
            yield return new("wrong pad", ShiftPad);
        if (node.Operator is Convolution or FullyConnected && node.Input(1).Constant is { Element: ElementType.Float32 })
        {
            yield return new("exchanged channels", (_, n) => Replace(n, Exchange));
            yield return new("wrong weights", (_, n) => Replace(n, (_, _, values) => Array.ConvertAll(values, v => v * 1.25f)));
        }
        if (node.Operator is IFusedActivation) yield return new("wrong activation", ChangeActivation);
    }

    // One row further down, with zeros above.
    private static void ShiftPad(ModelGraph graph, Node node)
    {
        var op = (Convolution)node.Operator;
        graph.InsertBefore(new Use(node, 0), new Pad(PadMode.Constant, [0, 2, 1, 0], [0, 0, 1, 0], 0), $"{node.Name}-pad");
        node.Operator = op with { PadsBefore = [0, 0], PadsAfter = [0, 0] };
    }

    private static void ChangeActivation(ModelGraph graph, Node node)
    {
        var op = (IFusedActivation)node.Operator;
        node.Operator = op.WithActivation(op.Activation == Activation.None ? Activation.Relu : Activation.None);
    }

    private static void Replace(Node node, Func<Node, Shape, float[], float[]> change)
    {
        var old = node.Input(1);
        var values = change(node, old.Type.Shape!, old.Constant!.ToSingles());
        node.SetInput(1, ModelGraph.NewConstant(old.Name, Tensor.Create(old.Type.Shape!, values)));
    }

    // The first output channel and the second; kernels of depthwise convolutions have them last.
    private static float[] Exchange(Node node, Shape shape, float[] values)
    {
        var isLast = node.Operator is Convolution { Kernel: KernelLayout.InputSpatialOutput };
        var channels = isLast ? shape[-1] : shape[0];
        long Channel(long i) => isLast ? i % channels : i / (values.Length / channels);
        long Step() => isLast ? 1 : values.Length / channels;
        var changed = values.ToArray();
        for (long i = 0; i < values.Length; i++)
        {
            if (Channel(i) != 0) continue;
            (changed[i], changed[i + Step()]) = (values[i + Step()], values[i]);
        }
        return changed;
    }
}
