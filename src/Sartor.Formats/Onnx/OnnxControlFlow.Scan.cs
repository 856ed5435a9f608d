using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Onnx;

internal sealed partial class OnnxControlFlow
{
    private List<Value> Scan(OnnxNode node, RawNode raw, IReadOnlyList<Value?> inputs)
    {
        var (states, sequences) = Scanned(raw, inputs);
        var axes = sequences.Select((v, i) => Axis(v, Along(raw, "scan_input_axes", i))).ToArray();
        var count = sequences[0].Type.Shape![axes[0]];
        if (count is < 1 or > MostRuns) throw new NotInlinedException($"it runs {count} times, and 1 to {MostRuns} are written out");
        var (carried, stacked) = Run(node, raw, "scan_input_directions", states, sequences, axes, count);
        for (var i = 0; i < stacked.Count; i++)
        {
            if (Along(raw, "scan_output_directions", i) != 0) stacked[i].Reverse();
        }
        return [.. carried, .. stacked.Select((values, i) => Stacked(node, values, Along(raw, "scan_output_axes", i)))];
    }

    // Operator set 8: everything has a batch as its first axis, sequences run along the second, and each of a batch may end early. What it
    // gives behind that end is 0.
    private List<Value> BatchedScan(OnnxNode node, RawNode raw, IReadOnlyList<Value?> inputs)
    {
        var (states, sequences) = Scanned(raw, [.. inputs.Skip(1)]);
        var axes = sequences.Select(v => Axis(v, 1) - 1).ToArray();
        var (batch, longest) = (sequences[0].Type.Shape![0], sequences[0].Type.Shape![1]);
        if (batch < 1 || longest < 1 || checked(batch * longest) > MostRuns)
            throw new NotInlinedException($"it runs {batch} × {longest} times, and 1 to {MostRuns} are written out");
        var lengths = inputs[0] is { } given
            ? (given.Constant ?? throw new NotInlinedException("the lengths of its sequences are computed; fix them before the export"))
                .ConvertTo(ElementType.Int64).ToInt64s()
            : [.. Enumerable.Repeat(longest, (int)batch)];
        if (lengths.Length != batch || lengths.Any(length => length < 1 || length > longest))
            throw new NotInlinedException($"the lengths [{string.Join(',', lengths)}] do not fit {batch} sequences of 1 to {longest}");
        var (ends, outputs) = (new List<List<Value>>(), new List<List<Value>>());
        for (var row = 0; row < batch; row++)
        {
            Value Row(Value value) => Slice(node, value, 0, row);
            var (carried, stacked) = Run(
                node, raw, "directions", [.. states.Select(Row)], [.. sequences.Select(Row)], axes, lengths[row]);
            Stack(ends, carried);
            foreach (var values in stacked)
            {
                var nothing = values[0].Type is { Shape: { } shape } type
                    ? Constant(new Tensor(type.Element, shape, new byte[type.ByteCount!.Value]))
                    : throw new NotInlinedException("a shape that its body gives is not known; export the model with fixed shapes");
                values.AddRange(Enumerable.Repeat(nothing, (int)longest - values.Count));
            }
            Stack(outputs, stacked.Select(values => Stacked(node, values, 0)));
        }
        return [.. ends.Concat(outputs).Select(values => Stacked(node, values, 0))];
    }

    // The values that are carried, and those that are cut into slices.
    private static (List<Value> States, List<Value> Sequences) Scanned(RawNode raw, IReadOnlyList<Value?> inputs)
    {
        if (inputs.Contains(null) || raw.Attributes.GetValueOrDefault("num_scan_inputs") is not long scanned || scanned < 1
            || scanned > inputs.Count)
            throw new NotInlinedException("inputs of it, or their number, are left out");
        var given = inputs.OfType<Value>().ToArray();
        return ([.. given.SkipLast((int)scanned)], [.. given.TakeLast((int)scanned)]);
    }

    private (List<Value> Carried, List<List<Value>> Stacked) Run(
        OnnxNode node, RawNode raw, string directions, List<Value> carried, List<Value> sequences, int[] axes, long count)
    {
        var (body, stacked) = (Branch(node, "body"), new List<List<Value>>());
        for (long run = 0; run < count; run++)
        {
            var slices = sequences.Select(
                (v, i) => Slice(node, v, axes[i], Along(raw, directions, i) != 0 ? count - 1 - run : run));
            var outputs = inline(body, [.. carried, .. slices]);
            if (outputs.Count < carried.Count) throw new NotInlinedException("its body gives fewer values than it carries");
            carried = [.. outputs.Take(carried.Count)];
            Stack(stacked, outputs.Skip(carried.Count));
        }
        return (carried, stacked);
    }

    private Value Slice(OnnxNode node, Value value, int axis, long at) => Step(
        node, "Gather", [value, Constant(Tensor.Scalar((double)at).ConvertTo(ElementType.Int64))], ("axis", (long)axis));

    private static long Along(RawNode raw, string name, int index) =>
        raw.Attributes.GetValueOrDefault(name) is EquatableArray<long> list && index < list.Count ? list[index] : 0;
}
