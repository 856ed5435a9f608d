using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Layouts;

/// <summary>
/// Writes layouts back into their graph: one transpose for each source and layout in which somebody reads it, before its first reader.
/// </summary>
internal sealed class LayoutWriter
{
    private readonly LayoutGraph _layouts;
    private readonly ModelGraph _graph;
    private readonly Dictionary<Value, OrderedDictionary<Permutation, Value>> _laidOut = [];

    private LayoutWriter(LayoutGraph layouts) => (_layouts, _graph) = (layouts, layouts.Graph);

    public static void Write(LayoutGraph layouts) => new LayoutWriter(layouts).Write();

    private void Write()
    {
        foreach (var source in _layouts.Sources)
        {
            if (source.Producer!.Node is null) continue;
            (source.Value.Type, source.Value.Quantization) = (source.Type, source.Quantization);
        }
        foreach (var node in _layouts.Nodes)
        {
            if (node.Node is not { } written) continue;
            written.Operator = node.Operator;
            foreach (var slot in node.Inputs)
            {
                if (slot is not null) written.SetInput(slot.Index, Read(slot.Source, slot.Path, written));
            }
        }
        WriteOutputs();
        _graph.RemoveUnused();
    }

    private OrderedDictionary<Permutation, Value> LaidOut(LayoutSource source)
    {
        if (!_laidOut.TryGetValue(source.Value, out var made)) _laidOut.Add(source.Value, made = []);
        return made;
    }

    private Value Read(LayoutSource source, Permutation path, Node? before)
    {
        if (path.IsIdentity) return Fed(source, before);
        var made = LaidOut(source);
        if (made.TryGetValue(path, out var value)) return value;
        return made[path] = source.Value.Constant is { } tensor
            ? ModelGraph.NewConstant(
                source.Value.Name, TensorTranspose.Apply(tensor, path), LayoutSource.Permuted(source.Quantization, path))
            : Transposed(source, path, before);
    }

    // The source in its present layout; of an input that is fed permuted, behind the transpose that the caller carries out.
    private Value Fed(LayoutSource source, Node? before)
    {
        if (source.Producer is not { Node: null, Operator: Transpose { Permutation.IsIdentity: false } op }) return source.Value;
        var path = Permutation.Identity(op.Permutation.Rank);
        if (LaidOut(source).TryGetValue(path, out var value)) return value;
        value = _graph.Add(op, [source.Value], $"{source.Value.Name}/transposed", before).Output;
        value.Quantization = source.Quantization;
        return LaidOut(source)[path] = value;
    }

    // From a layout that has the elements in the same order already, where there is one: that transpose moves no data.
    private Value Transposed(LayoutSource source, Permutation path, Node? before)
    {
        var (from, value) = (Permutation.Identity(path.Rank), Fed(source, before));
        var order = source.Order(path);
        if (order != source.Order(from))
        {
            foreach (var (other, laid) in LaidOut(source).Where(l => source.Order(l.Key) == order).Take(1)) (from, value) = (other, laid);
        }
        var output = _graph.Add(new Transpose(from.Inverse().Then(path)), [value], $"{source.Value.Name}/transposed", before).Output;
        output.Quantization = LayoutSource.Permuted(source.Quantization, path);
        return output;
    }

    private void WriteOutputs()
    {
        var old = _graph.Outputs.ToArray();
        var taken = new Dictionary<Value, Value>();
        foreach (var slot in _layouts.Outputs)
        {
            var value = old[slot.Index];
            if (!taken.TryGetValue(value, out var written)) taken.Add(value, written = Output(slot, value, [.. taken.Values, .. old]));
            _graph.Outputs[slot.Index] = written;
        }
        foreach (var (value, written) in taken)
        {
            if (value == written) continue;
            written.BoundaryPermutation = value.BoundaryPermutation;
            if (value.Producer is not null && !taken.ContainsValue(value)) value.BoundaryPermutation = null;
        }
    }

    // Two outputs are never one value where they were two, and each keeps its name.
    private Value Output(LayoutSlot slot, Value old, Value[] taken)
    {
        var source = slot.Source;
        if (slot.Path.IsIdentity && old == source.Value) return old;
        Value? value = null;
        if (slot.Path.IsIdentity && source.Producer is { Node: not null }) value = source.Value;
        else if (source.Producer is not null) LaidOut(source).TryGetValue(slot.Path, out value);
        if (value is null || taken.Contains(value))
        {
            value = Transposed(source, slot.Path, null);
            LaidOut(source).TryAdd(slot.Path, value);
        }
        value.Name = old.Name;
        return value;
    }
}
