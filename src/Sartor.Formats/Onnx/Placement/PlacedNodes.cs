using Sartor.Core;
using Sartor.Formats.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx.Placement;

/// <summary>
/// The nodes of an ONNX file as an execution provider meets them. ONNX Runtime computes what hangs on constants and fixed shapes alone, and
/// takes Identity and Dropout out, before it asks its providers (its basic optimizations, which are on by default). So these are no
/// operators.
/// </summary>
internal sealed class PlacedNodes
{
    /// <summary>Values of larger constants are not read.</summary>
    private const long MostValues = 1024;

    private readonly OnnxContents _contents;
    private readonly HashSet<string> _outputs;
    private readonly Dictionary<string, PlacedTensor> _tensors = new(StringComparer.Ordinal);

    private PlacedNodes(OnnxContents contents)
    {
        _contents = contents;
        _outputs = contents.Source.Outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        // From IR 4 on a caller may replace a constant that is also an input.
        var inputs = contents.Source.Inputs.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in contents.Values)
        {
            if (value.Producer is not null) continue;
            if (inputs.Contains(name) && (value.Constant is null || contents.IrVersion >= 4)) _tensors[name] = Input(name, value);
            else if (value.Constant is not null) _tensors[name] = Constant(name, value);
        }
    }

    /// <summary>The operators of a file, in order.</summary>
    public static IReadOnlyList<PlacedOperator> Of(OnnxContents contents)
    {
        var nodes = new PlacedNodes(contents);
        var operators = new List<PlacedOperator>();
        foreach (var (node, raw) in contents.Nodes)
        {
            if (nodes.Read(node, raw) is { } op) operators.Add(op);
        }
        return operators;
    }

    private PlacedOperator? Read(OnnxNode node, RawNode raw)
    {
        PlacedTensor?[] inputs = [.. node.Inputs.Select(name => name.Length == 0 ? null : Known(name))];
        string[] names = [.. node.Outputs.Where(o => o.Length > 0)];
        if (IsFolded(raw, inputs))
        {
            foreach (var name in names) _tensors[name] = Constant(name, _contents.Values.GetValueOrDefault(name));
            return null;
        }
        var passes = raw is { Domain: "", Type: "Identity" or "Dropout" } && names.Length > 0 && !_outputs.Contains(names[0]);
        if (passes && inputs is [{ } kept, ..])
        {
            foreach (var name in names) _tensors[name] = kept;
            return null;
        }
        var isOpen = raw.Type is not ("Shape" or "Size") && inputs.Any(t => t?.IsOpen == true) && !IsClosedReshape(raw, inputs);
        PlacedTensor[] outputs = [.. names.Select(name => _tensors[name] = Computed(name, isOpen))];
        return new PlacedOperator(raw, names.FirstOrDefault() ?? node.Label, inputs, outputs, Arithmetic(inputs));
    }

    // Nodes with graphs of their own and those that draw numbers are not computed beforehand. A DequantizeLinear of stored weights belongs
    // to the operator that reads them.
    private static bool IsFolded(RawNode raw, PlacedTensor?[] inputs)
    {
        if (raw.Domain.Length > 0 || raw.Type is "If" or "Loop" or "Scan" || raw.Type.StartsWith("Random", StringComparison.Ordinal))
            return false;
        if (raw.Type is "Shape" or "Size" && inputs is [{ IsOpen: false }, ..]) return true;
        return raw.Type == "Constant" || (inputs.Length > 0 && Array.TrueForAll(inputs, t => t is null or { IsConstant: true }));
    }

    private static bool IsClosedReshape(RawNode raw, PlacedTensor?[] inputs) =>
        raw.Type == "Reshape" && inputs.ElementAtOrDefault(1) is { IsConstant: true } shape && shape.Values()?.All(e => e > 0) == true;

    private PlacedTensor Known(string name) =>
        _tensors.TryGetValue(name, out var tensor) ? tensor : _tensors[name] = Computed(name, false);

    private PlacedTensor Input(string name, Value value)
    {
        var info = _contents.Source.Inputs.Find(i => i.Name == name);
        return Tensor(name, info?.Element ?? value.Type.Element, info?.Extents);
    }

    private PlacedTensor Computed(string name, bool isOpen)
    {
        var info = _contents.Source.Infos.GetValueOrDefault(name);
        var type = _contents.Values.GetValueOrDefault(name)?.Type ?? TensorType.Unknown;
        var element = type.Element != ElementType.Unknown ? type.Element : info?.Element ?? ElementType.Unknown;
        if (info?.Extents is { } stated) return Tensor(name, element, stated);
        return Tensor(name, element, type.Shape is not { } shape ? null : [.. shape.Extents.Select(e => isOpen ? -1 : e)], isOpen);
    }

    private PlacedTensor Constant(string name, Value? value) => new(
        name, value?.Type.Element ?? ElementType.Unknown, value?.Type.Shape is { } shape ? [.. shape.Extents] : null)
    {
        IsConstant = true,
        IsOutside = _contents.Outside.Contains(name),
        Values = () => value?.Constant is { Element: ElementType.Int32 or ElementType.Int64 or ElementType.Float32 } tensor
            && tensor.Shape.ElementCount <= MostValues
                ? tensor.ToDoubles()
                : null,
    };

    private static PlacedTensor Tensor(string name, ElementType element, IReadOnlyList<long>? extents, bool isOpen = false) =>
        new(name, element, extents) { IsOpen = isOpen || extents is null || extents.Any(e => e < 0) };

    // The type of the first input, which decides at most operators; an operator without inputs has none.
    private static char? Arithmetic(PlacedTensor?[] inputs) => inputs.FirstOrDefault()?.Element switch
    {
        null => null,
        ElementType.Float32 => 'f',
        ElementType.Float16 => 'e',
        ElementType.UInt8 => 'u',
        ElementType.Int8 => 's',
        ElementType.Int32 => 'n',
        ElementType.Int64 => 'l',
        ElementType.Bool => 'b',
        _ => 'x',
    };
}
