using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>What the source's graph says about one of its outputs, and what a comparison of it needs.</summary>
/// <param name="Name">As the source names it.</param>
/// <param name="Shape">As the source has it.</param>
/// <param name="Kind">What its elements are.</param>
/// <param name="Scale">The values that its elements can have, where their operator decides that.</param>
/// <param name="Rounding"><see cref="RoundingBound"/> of its float32 arithmetic.</param>
public sealed record OutputTraits(string Name, Shape Shape, OutputKind Kind, OutputScale Scale, double Rounding)
{
    /// <summary>Terms of the sum that gives its elements, at least 1.</summary>
    public double LastSum { get; init; } = 1;

    /// <summary>
    /// Whether its elements are whole numbers, also where floats hold them: then only another decision makes a difference.
    /// </summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether its elements are steps of a scale, as behind Quantize and Dequantize: another step is another decision.</summary>
    public bool IsStepped { get; init; }

    /// <summary>The tensors that it was joined from.</summary>
    public OutputParts Parts { get; init; } = OutputParts.None;

    /// <summary>Of every output of a graph whose shapes are known.</summary>
    public static IReadOnlyList<OutputTraits> Of(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rounding = RoundingBound.Of(graph);
        var mappings = ModelSignature.Of(graph).Outputs;
        return
        [
            .. graph.Outputs.Select((output, i) => new OutputTraits(
                output.Name, mappings[i].SourceShape, KindOf(output),
                output.BoundaryPermutation is null ? OutputScale.Of(output) : OutputScale.Unknown, rounding[i])
            {
                LastSum = RoundingBound.LastSum(output),
                IsWhole = WholeValues.Are(output),
                IsStepped = output.Producer is { Operator: Dequantize } step && QuantizedSource.IsPair(step),
                Parts = output.BoundaryPermutation is null ? OutputParts.Of(output) : OutputParts.None,
            }),
        ];
    }

    /// <summary>Traits of outputs of which only names and shapes are known: plain float values.</summary>
    public static IReadOnlyList<OutputTraits> Of(ModelSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return
        [
            .. signature.Outputs.Select(
                o => new OutputTraits(o.Name, o.SourceShape, OutputKind.Real, OutputScale.Unknown, RoundingBound.Least)),
        ];
    }

    /// <summary>The same of one sample of a batch, whose axis is the first.</summary>
    /// <param name="batch">Samples in the output; 1 leaves everything as it is.</param>
    public OutputTraits OfSample(int batch) => batch == 1 ? this : this with
    {
        Shape = new Shape([1, .. Shape.Extents.Skip(1)]),
        Scale = Scale.Axis == 0 ? OutputScale.Unknown : Scale,
        Parts = Parts.Axis == 0 ? OutputParts.None : Parts,
    };

    private static OutputKind KindOf(Value output)
    {
        var value = output;
        // Whole numbers that were only stored as floats are still decisions.
        while (value.Producer is { Operator: Cast } cast) value = cast.Input(0);
        if (value.Type.Element.IsFloat() || value.Quantization is not null)
            return output.Type.Element.IsFloat() || output.Quantization is not null ? OutputKind.Real : OutputKind.Decision;
        return DependsOnFloats(value) ? OutputKind.Decision : OutputKind.Exact;
    }

    private static bool DependsOnFloats(Value value)
    {
        var seen = new HashSet<Value>();
        var open = new Stack<Value>([value]);
        while (open.TryPop(out var next))
        {
            if (next.Constant is not null || !seen.Add(next)) continue;
            if (next.Type.Element.IsFloat() || next.Quantization is not null) return true;
            foreach (var input in next.Producer?.Inputs ?? []) if (input is not null) open.Push(input);
        }
        return false;
    }
}
