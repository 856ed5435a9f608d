using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Refuses what no integer can stand for.</summary>
internal static class FiniteWeights
{
    /// <summary>Looks at weights and biases of all layers that int8 quantises.</summary>
    /// <exception cref="UnsupportedModelException">As <see cref="Of"/>.</exception>
    public static void CheckLayers(ModelGraph graph)
    {
        foreach (var node in graph.Nodes.Where(n => n.Operator is Convolution or TransposeConvolution or FullyConnected))
        {
            foreach (var input in node.Inputs.Skip(1))
            {
                if (input is { Constant.Element: ElementType.Float32 }) Of(graph, input);
            }
        }
    }

    /// <summary>The tensor of a constant that is about to become integers.</summary>
    /// <exception cref="UnsupportedModelException">An element is NaN or infinite: the scale of all others would be lost.</exception>
    public static Tensor Of(ModelGraph graph, Value constant)
    {
        var tensor = constant.Constant!;
        var values = tensor.ReadSingles();
        int bad = 0, first = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i])) continue;
            if (bad++ == 0) first = i;
        }
        if (bad == 0) return tensor;
        throw new UnsupportedModelException(
            graph.Name, $"constant '{constant.Name}' ({constant.Type})",
            $"has {bad} of {values.Length} elements that are NaN or infinite (element {first} is the first), which int8 cannot store; "
                + "repair or train the network again, or convert it to float32 or float16");
    }
}
