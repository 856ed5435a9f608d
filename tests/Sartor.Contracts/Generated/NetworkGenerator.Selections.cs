using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Selections =>
    [
        ("Gather", 7, 99, g => g.Gather()),
        ("Gather", 7, 99, g => g.Gather()),
        ("GatherElements", 11, 99, g => g.GatherElements()),
        ("GatherND", 11, 99, g => g.GatherND()),
        ("ScatterND", 11, 99, g => g.ScatterND()),
        ("ScatterElements", 11, 99, g => g.ScatterElements("ScatterElements")),
        ("Scatter", 9, 10, g => g.ScatterElements("Scatter")),
        ("Trilu", 14, 99, g => g.Trilu()),
        ("EyeLike", 9, 99, g => g.Diagonal()),
        ("OneHot", 9, 99, g => g.OneHot()),
        ("Compress", 9, 99, g => g.Compress()),
        ("ReverseSequence", 10, 99, g => g.Reversed()),
        ("TopK", 10, 99, g => g.Largest()),
    ];

    private long At(GeneratedValue x, long axis) => x.Extents[axis < 0 ? axis + x.Rank : axis];

    private long[] Indices(long count, long extent, bool fromTheEnd) =>
        [.. Enumerable.Range(0, (int)count).Select(_ => (long)R(fromTheEnd ? (int)-extent : 0, (int)extent - 1))];

    private void Gather()
    {
        var x = Movable(1, 4);
        var axis = Axis(x, 11);
        long[] extents = Chance(0.15) && x.Rank > 1 ? [] : Extents(R(1, 2));
        var indices = Indices(Count(extents), At(x, axis), _opset >= 11 && Chance(0.4));
        string name;
        if (Chance(0.6) || extents.Length == 0)
            name = Chance(0.5) ? Constant(extents, indices) : Constant(extents, [.. indices.Select(i => (int)i)]);
        else name = Fed(extents, indices);
        Add("Gather", [x.Name, name], x.IsExact, Int("axis", axis));
    }

    // Indices that the network gets.
    private string Fed(long[] extents, long[] values)
    {
        var value = new GeneratedValue($"in{_inputs++}", Sartor.Core.Tensor.Create(new Shape(extents), values), true);
        _values[value.Name] = value;
        return value.Name;
    }

    private void GatherElements()
    {
        var x = Movable();
        var axis = Axis(x);
        long[] extents = [.. x.Extents.Select(e => _extent > 0 ? e : R(1, (int)e))];
        var indices = Indices(Count(extents), At(x, axis), Chance(0.4));
        Add("GatherElements", [x.Name, Chance(0.5) ? Constant(extents, indices) : Fed(extents, indices)], x.IsExact, Int("axis", axis));
    }

    private void GatherND()
    {
        var x = X(2, 4);
        var batch = _opset >= 12 ? R(0, Math.Min(2, x.Rank - 1)) : 0;
        var depth = R(1, x.Rank - batch);
        long[] extents = [.. x.Extents[..batch], .. Extents(R(1, 2)), depth];
        var count = Count(extents) / depth;
        IEnumerable<long> Place() => Enumerable.Range(batch, (int)depth).Select(a => (long)R(0, (int)x.Extents[a] - 1));
        long[] indices = [.. Enumerable.Range(0, count).SelectMany(_ => Place())];
        ProtoWriter[] attributes = batch > 0 ? [Int("batch_dims", batch)] : [];
        Add("GatherND", [x.Name, Chance(0.6) ? Constant(extents, indices) : Fed(extents, indices)], x.IsExact, attributes);
    }

    private ProtoWriter[] Reduction(out bool isUnique)
    {
        isUnique = _opset < 16 || Chance(0.4);
        if (isUnique) return [];
        return [String("reduction", Any(["add", "mul", .. _opset >= 18 ? new[] { "max", "min" } : []]))];
    }

    private void ScatterND()
    {
        var x = X(1, 4, where: v => v.Extents[0] > 1);
        var depth = R(1, x.Rank);
        var attributes = Reduction(out var isUnique);
        var tuples = Tuples(x.Extents[..depth]);
        _random.Shuffle(tuples);
        var chosen = isUnique ? tuples[..R(1, Math.Min(4, tuples.Length))] : [.. Enumerable.Range(0, R(1, 5)).Select(_ => Any(tuples))];
        long[] updates = [chosen.Length, .. x.Extents[depth..]];
        var name = Chance(0.5) ? Constant(updates, Grid(Count(updates))) : Input(ElementType.Float32, updates).Name;
        long[] extents = [chosen.Length, depth];
        long[] flat = [.. chosen.SelectMany(t => t)];
        Add("ScatterND", [x.Name, Chance(0.6) ? Constant(extents, flat) : Fed(extents, flat), name], x.IsExact && isUnique, attributes);
    }

    private static long[][] Tuples(long[] extents) => extents.Aggregate(
        (long[][])[[]], (all, e) => [.. all.SelectMany(t => Enumerable.Range(0, (int)e).Select(i => (long[])[.. t, i]))]);

    private void ScatterElements(string type)
    {
        var x = X(1, 4);
        var axis = Axis(x, 11);
        var attributes = type == "Scatter" ? [] : Reduction(out _);
        var at = (int)(axis < 0 ? axis + x.Rank : axis);
        // Along the axis each index once: what two of the same leave is not said.
        var order = Enumerable.Range(0, (int)x.Extents[at]).Select(i => (long)i).ToArray();
        _random.Shuffle(order);
        var taken = R(1, order.Length);
        long[] extents = [.. x.Extents.Select((e, i) => i == at ? taken : _extent > 0 ? e : R(1, (int)e))];
        var inner = extents[(at + 1)..].Aggregate(1L, (a, b) => a * b);
        long[] indices = [.. Enumerable.Range(0, Count(extents)).Select(i => order[i / inner % taken])];
        Add(type, [x.Name, Chance(0.6) ? Constant(extents, indices) : Fed(extents, indices), Constant(extents, Grid(Count(extents)))],
            x.IsExact && attributes.Length == 0, [Int("axis", axis), .. attributes]);
    }

    private void Trilu()
    {
        var x = X(2, 4);
        string[] k = Chance(0.5) ? [Constant([], (long)R(-2, 2))] : [];
        Add("Trilu", [x.Name, .. k], x.IsExact, Int("upper", R(0, 1)));
    }

    private void Diagonal()
    {
        var x = X(2, 2);
        if (Add("EyeLike", [x.Name], true, Int("k", R(-1, 1)), Int("dtype", 1)) is { } ones) Add("Add", [x.Name, ones.Name], x.IsExact);
    }

    private void OneHot()
    {
        var extents = Extents(R(1, 3));
        var depth = _extent > 0 ? _extent : R(2, 5);
        var indices = Indices(Count(extents), depth, Chance(0.4));
        var axis = R(-1, extents.Length);
        Add("OneHot", [Fed(extents, indices), Constant([], depth), Constant([2], Any(0f, -1f), Any(1f, 2.5f))], true, Int("axis", axis));
    }

    private void Compress()
    {
        var x = X();
        var axis = Axis(x, 11);
        var chosen = Enumerable.Range(0, (int)At(x, axis)).Select(_ => Chance(0.6)).ToArray();
        chosen[R(0, chosen.Length - 1)] = true;
        Add("Compress", [x.Name, Constant([chosen.Length], chosen)], x.IsExact, Int("axis", axis));
    }

    private void Reversed()
    {
        var x = X(2, 4);
        var time = R(0, 1);
        var lengths = Enumerable.Range(0, (int)x.Extents[1 - time]).Select(_ => (long)R(1, (int)x.Extents[time])).ToArray();
        Add("ReverseSequence", [x.Name, Longs(lengths)], x.IsExact, Int("time_axis", time), Int("batch_axis", 1 - time));
    }

    private void Largest()
    {
        var x = X(exact: true);
        var axis = Axis(x);
        ProtoWriter[] smallest = _opset >= 11 && Chance(0.4) ? [Int("largest", 0)] : [];
        AddAll("TopK", [x.Name, Longs(R(1, (int)At(x, axis)))], 2, true, [Int("axis", axis), .. smallest]);
    }
}
