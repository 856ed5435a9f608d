using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Onnx;

/// <summary>
/// Inputs and outputs of an int8 network become float32, with a Quantize behind each input and a Dequantize before each output: a file
/// takes the place of the float one, as those of other ONNX quantizers do. Activations become uint8 (<see cref="UnsignedActivations"/>).
/// </summary>
/// <param name="quantization">Makes the network int8.</param>
internal sealed class OnnxInt8Pass(IGraphPass quantization) : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = quantization.Run(graph);
        for (var i = 0; i < graph.Inputs.Count; i++)
        {
            if (graph.Inputs[i] is { Type.Element: ElementType.Int8, Quantization: not null } input) OpenInput(graph, i, input);
        }
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (graph.Outputs[i] is { Type.Element: ElementType.Int8, Quantization: not null } output) OpenOutput(graph, i, output);
        }
        UnsignedActivations.Move(graph, ElementType.Int8);
        return changed;
    }

    private static void OpenInput(ModelGraph graph, int index, Value input)
    {
        var fed = graph.ReplaceInput(index, input.Type with { Element = ElementType.Float32 });
        fed.BoundaryPermutation = input.BoundaryPermutation;
        if (fed.Uses.Count == 0) return;
        var node = graph.Add(new Quantize(ElementType.Int8), [fed], $"{fed.Name}/int8", before: graph.Nodes[0]);
        node.Output.Quantization = input.Quantization;
        graph.ReplaceUses(fed, node.Output);
        node.SetInput(0, fed);
    }

    private static void OpenOutput(ModelGraph graph, int index, Value output)
    {
        var given = graph.Add(new Dequantize(), [output], output.Name).Output;
        output.Name = $"{output.Name}/int8";
        (given.BoundaryPermutation, output.BoundaryPermutation) = (output.BoundaryPermutation, null);
        graph.Outputs[index] = given;
    }
}
