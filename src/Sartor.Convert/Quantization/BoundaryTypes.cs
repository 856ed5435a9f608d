using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Gives inputs and outputs of an int8 network another type, with a Quantize or Dequantize behind or before them: float32, so that a file
/// takes the place of the float one; uint8, as cameras give pixels; int8 also where what reads an input is float32.
/// </summary>
internal static class BoundaryTypes
{
    private const int Offset = 128;

    /// <summary>Changes all inputs and outputs that hold real values.</summary>
    /// <param name="graph">It is changed; int8 between operators.</param>
    /// <param name="to">float32, int8 or uint8.</param>
    /// <param name="parameters">Parameters that a float32 input or output has as int8, by its name; null where only float32 is asked for.
    /// </param>
    public static void Set(ModelGraph graph, ElementType to, Func<string, QuantizationParameters>? parameters)
    {
        for (var i = 0; i < graph.Inputs.Count; i++)
        {
            if (IsReal(graph.Inputs[i]) && graph.Inputs[i].Type.Element != to) OpenInput(graph, i, to, parameters);
        }
        for (var i = 0; i < graph.Outputs.Count; i++)
        {
            if (IsReal(graph.Outputs[i]) && graph.Outputs[i].Type.Element != to) OpenOutput(graph, i, to, parameters);
        }
    }

    private static bool IsReal(Value value) => value is { Type.Element: ElementType.Int8 or ElementType.Int16, Quantization: not null }
        or { Type.Element: ElementType.Float32, Constant: null };

    private static QuantizationParameters? As(ElementType to, QuantizationParameters q) => to switch
    {
        ElementType.Float32 => null,
        ElementType.UInt8 => q with { ZeroPoints = [q.ZeroPoints[0] + Offset] },
        _ => q,
    };

    private static void OpenInput(ModelGraph graph, int index, ElementType to, Func<string, QuantizationParameters>? parameters)
    {
        var input = graph.Inputs[index];
        var q = input.Quantization ?? parameters!(input.Name);
        var fed = graph.ReplaceInput(index, input.Type with { Element = to });
        (fed.BoundaryPermutation, fed.Quantization) = (input.BoundaryPermutation, As(to, q));
        if (fed.Uses.Count == 0) return;
        var isFloat = input.Type.Element == ElementType.Float32;
        var node = graph.Add(
            isFloat ? new Dequantize() : new Quantize(input.Type.Element), [fed], $"{fed.Name}/{input.Type.Element.Label()}",
            before: graph.Nodes[0]);
        node.Output.Quantization = input.Quantization;
        graph.ReplaceUses(fed, node.Output);
        node.SetInput(0, fed);
    }

    private static void OpenOutput(ModelGraph graph, int index, ElementType to, Func<string, QuantizationParameters>? parameters)
    {
        var output = graph.Outputs[index];
        var q = output.Quantization ?? parameters!(output.Name);
        var given = graph.Add(to == ElementType.Float32 ? new Dequantize() : new Quantize(to), [output], output.Name).Output;
        given.Quantization = As(to, q);
        output.Name = $"{output.Name}/{output.Type.Element.Label()}";
        (given.BoundaryPermutation, output.BoundaryPermutation) = (output.BoundaryPermutation, null);
        graph.Outputs[index] = given;
    }
}
