using Sartor.Core;
using Sartor.Formats.TFLite.Conformance;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Placement;

/// <summary>Says which operators of a TFLite file a delegate or compiler takes, by the tables beside this file.</summary>
internal sealed class TFLitePlacement : IPlacementCheck
{
    public string Name => "tflite";

    public IReadOnlyList<string> Targets => [.. PlacementTarget.All.Keys];

    public PlacementReport Place(SlicedFile file, string target)
    {
        ArgumentNullException.ThrowIfNull(file);
        var known = PlacementTarget.All[target];
        var model = new FlatBuffer(file).Root();
        var subgraphs = model.Tables(Slots.Model.Subgraphs);
        CheckedOperator[] operators = subgraphs.Count == 0 ? [] : [.. new CheckedSubgraph(file, model, subgraphs.Table(0)).Operators()];
        var fallbacks = new Dictionary<CheckedOperator, PlacementFallback>(ReferenceEqualityComparer.Instance);
        foreach (var op in operators)
        {
            if (Problem(known, op) is { } problem) fallbacks[op] = Fallback(op, problem);
            else if (known.StopsAtFirst && fallbacks.Count > 0)
                fallbacks[op] = Fallback(op, ("it comes after an operator that stays on the processor", "change that operator"));
        }
        var parts = Partitions.Of(operators, op => !fallbacks.ContainsKey(op)).OrderByDescending(p => p.Count).ToArray();
        foreach (var op in parts.Skip(known.MostPartitions ?? parts.Length).SelectMany(p => p))
            fallbacks[op] = Fallback(op, ($"the target takes {Quantity.Of(known.MostPartitions!.Value, "partition")}, the largest",
                "change the operators between the partitions"));
        return new PlacementReport(
            known.Name, known.Title, known.Source, operators.Length, operators.Length - fallbacks.Count,
            Math.Min(parts.Length, known.MostPartitions ?? parts.Length),
            [.. operators.Where(fallbacks.ContainsKey).Select(o => fallbacks[o])]);
    }

    private static PlacementFallback Fallback(CheckedOperator op, (string Reason, string Advice) problem) =>
        new(op.Raw.QualifiedType, op.Name, problem.Reason, problem.Advice);

    private static (string Reason, string Advice)? Problem(PlacementTarget target, CheckedOperator op)
    {
        if (!target.Operators.TryGetValue(op.Raw.QualifiedType, out var taken))
            return ($"{target.Title} has no {op.Raw.QualifiedType}", "replace the operator by others that it has");
        if (Arithmetic(op) is { } arithmetic && !Takes(taken, arithmetic))
            return (
                $"{target.Title} takes {op.Raw.Type} in {string.Join(" and ", taken.Select(Words))}, not in {Words(arithmetic)}",
                taken == "f" ? "leave the operator in float32" : "quantize the network to int8");
        foreach (var constraint in target.Constraints)
        {
            if (constraint.Problem(op) is { } problem) return problem;
        }
        return null;
    }

    private static bool Takes(string taken, char arithmetic) => taken.Contains(arithmetic) || (arithmetic == 'i' && taken.Contains('q'));

    private static string Words(char arithmetic) => arithmetic switch
    {
        'f' => "float",
        'q' => "int8 and uint8",
        'i' => "int8",
        'h' => "float with int8 weights",
        _ => "other integers",
    };

    // Of the data that flows: f, i (int8), q (uint8), h (float with int8 weights), x (other integers); null where none tells.
    private static char? Arithmetic(CheckedOperator op)
    {
        CheckedTensor[] data = [.. op.Tensors.Where(t => !t.IsConstant)];
        if (op.Raw.Type is "QUANTIZE" or "DEQUANTIZE") return null;
        if (Array.Exists(data, t => t.Element.IsFloat()))
            return op.Inputs.Any(t => t is { IsConstant: true, IsNarrow: true, IsQuantized: true }) ? 'h' : 'f';
        if (Array.Exists(data, t => t is { Element: ElementType.Int8, IsQuantized: true })) return 'i';
        if (Array.Exists(data, t => t is { Element: ElementType.UInt8, IsQuantized: true })) return 'q';
        return data.Length == 0 ? null : 'x';
    }
}
