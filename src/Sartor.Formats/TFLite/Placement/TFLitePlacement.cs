using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.Placement;
using Sartor.Formats.TFLite.Conformance;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite.Placement;

/// <summary>Says which operators of a TFLite file a delegate or compiler takes, by the tables beside this file.</summary>
internal sealed class TFLitePlacement : IPlacementCheck
{
    private static readonly Dictionary<char, string> Words = new()
    {
        ['f'] = "float",
        ['q'] = "int8 and uint8",
        ['i'] = "int8",
        ['h'] = "float with int8 weights",
        ['x'] = "other integers",
    };

    private static readonly Lazy<PlacementTable> Loaded = new(() => new PlacementTable(
        "TFLite", Words, new Dictionary<char, char> { ['i'] = 'q' },
        taken => taken == "f" ? "leave the operator in float32" : "quantize the network to int8"));

    /// <summary>The tables beside this file.</summary>
    public static PlacementTable Table => Loaded.Value;

    public string Name => "tflite";

    public IReadOnlyList<string> Targets => [.. Table.Targets.Keys];

    public IReadOnlyList<PlacementReport> Place(SlicedFile file, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(file);
        var model = new FlatBuffer(file).Root();
        var subgraphs = model.Tables(Slots.Model.Subgraphs);
        CheckedOperator[] operators = subgraphs.Count == 0 ? [] : [.. new CheckedSubgraph(file, model, subgraphs.Table(0)).Operators()];
        var tensors = new Dictionary<CheckedTensor, PlacedTensor>(ReferenceEqualityComparer.Instance);
        // Weights that are stored as float16 are constants for delegates: they unpack them once, beforehand.
        var unpacked = operators.Where(o => o.Raw.Type is "DEQUANTIZE" or "DENSIFY" && o.Inputs is [{ IsConstant: true }])
            .SelectMany(o => o.Outputs).ToHashSet<CheckedTensor>(ReferenceEqualityComparer.Instance);
        PlacedOperator[] placed = [.. operators.Select(o => new PlacedOperator(
            o.Raw, o.Name, [.. o.Inputs.Select(t => t is null ? null : Of(t))], [.. o.Outputs.Select(Of)], Arithmetic(o)))];
        return [.. targets.Select(target => TargetPlacement.Of(Table, target, placed))];

        PlacedTensor Of(CheckedTensor tensor)
        {
            if (!tensors.TryGetValue(tensor, out var known)) tensors[tensor] = known = Placed(tensor, unpacked.Contains(tensor));
            return known;
        }
    }

    private static PlacedTensor Placed(CheckedTensor tensor, bool isUnpacked) => new(tensor.Name, tensor.Element, [.. tensor.Extents])
    {
        IsOpen = tensor.IsOpen,
        IsConstant = tensor.IsConstant || isUnpacked,
        Values = () => tensor.Element == ElementType.Int32 && tensor.Data.Length % sizeof(int) == 0
            ? [.. MemoryMarshal.Cast<byte, int>(tensor.Data.Span).ToArray()]
            : null,
    };

    // Of the data that flows: f, i (int8, which q has too), q (uint8), h (float with int8 weights), x (other integers); null where none
    // tells.
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
