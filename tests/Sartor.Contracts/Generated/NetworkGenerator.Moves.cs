using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Moves =>
    [
        ("Reshape", 7, 99, g => g.Reshape()),
        ("Transpose", 7, 99, g => g.Transpose()),
        ("Transpose", 7, 99, g => g.Transpose()),
        ("Flatten", 7, 99, g => g.Keep("Flatten", g.X(), x => [Int("axis", g.R(g._opset < 11 ? 0 : -x.Rank, x.Rank))])),
        ("Squeeze", 7, 99, g => g.Squeeze()),
        ("Unsqueeze", 7, 99, g => g.Unsqueeze()),
        ("Concat", 7, 99, g => g.Concat()),
        ("Concat", 7, 99, g => g.Concat()),
        ("Split", 7, 99, g => g.Split()),
        ("Slice", 7, 99, g => g.Slice()),
        ("Tile", 7, 99, g => g.Tile()),
        ("Expand", 8, 99, g => g.Expand()),
        ("Pad", 7, 99, g => g.Pad()),
        ("DepthToSpace", 7, 99, g => g.Blocks(true)),
        ("SpaceToDepth", 7, 99, g => g.Blocks(false)),
        ("Shape", 9, 99, g => g.OfShape()),
        ("Size", 9, 99, g => g.OfSize()),
        ("ConstantOfShape", 9, 99, g => g.OfShape()),
        ("Constant", 7, 99, g => g.Stored()),
        ("Range", 11, 99, g => g.Counted()),
    ];

    private GeneratedValue? Keep(string type, GeneratedValue x, Func<GeneratedValue, ProtoWriter[]> attributes) =>
        Add(type, [x.Name], x.IsExact, attributes(x));

    private GeneratedValue Movable(int least = 1, int most = 5) =>
        Chance(0.12) ? Of(Any(ElementType.Int64, ElementType.Bool)) : X(least, most);

    // An axis, from the end where the operator set counts so.
    private long Axis(GeneratedValue x, long sinceOpset = 7)
    {
        var axis = R(0, x.Rank - 1);
        return _opset >= sinceOpset && Chance(0.4) ? axis - x.Rank : axis;
    }

    private void Reshape()
    {
        var x = Movable();
        var extents = x.Extents.ToList();
        for (var i = R(1, 2); i > 0; i--)
        {
            var axis = R(0, extents.Count - 1);
            if (extents.Count > 1 && (extents.Count > 4 || Chance(0.5)))
            {
                axis = Math.Min(axis, extents.Count - 2);
                extents[axis] *= extents[axis + 1];
                extents.RemoveAt(axis + 1);
            }
            else
            {
                var factors = Enumerable.Range(1, (int)extents[axis]).Where(f => extents[axis] % f == 0).ToArray();
                var factor = Any(factors);
                extents[axis] /= factor;
                extents.Insert(axis, factor);
            }
        }
        if (_extent > 0 && Chance(0.3)) extents.Reverse();
        if (Chance(0.3)) extents[R(0, extents.Count - 1)] = -1;
        Add("Reshape", [x.Name, Longs([.. extents])], x.IsExact);
    }

    private void Transpose()
    {
        var x = Movable();
        var axes = Enumerable.Range(0, x.Rank).Select(i => (long)i).ToArray();
        _random.Shuffle(axes);
        Add("Transpose", [x.Name], x.IsExact, Chance(0.15) ? [] : [Ints("perm", axes)]);
    }

    private void Squeeze()
    {
        var x = Movable(1, 4);
        var axis = R(0, x.Rank);
        if (Axes("Unsqueeze", x, axis) is { } longer) Axes("Squeeze", longer, axis);
    }

    private void Unsqueeze()
    {
        var x = Movable(1, 4);
        Axes("Unsqueeze", x, _opset >= 11 && Chance(0.4) ? R(-x.Rank - 1, -1) : R(0, x.Rank));
    }

    private GeneratedValue? Axes(string type, GeneratedValue x, params long[] axes) => _opset < 13
        ? Add(type, [x.Name], x.IsExact, Ints("axes", axes))
        : Add(type, [x.Name, Longs(axes)], x.IsExact);

    private void Concat()
    {
        var x = Movable();
        var axis = Axis(x, 11);
        var at = (int)(axis < 0 ? axis + x.Rank : axis);
        var others = _pool.Where(
            v => v.Sample.Element == x.Sample.Element && v.Rank == x.Rank
                && Enumerable.Range(0, x.Rank).All(i => i == at || v.Extents[i] == x.Extents[i])).ToArray();
        var second = others.Length > 1
            ? Any(others)
            : Input(x.Sample.Element, [.. x.Extents.Select((e, i) => i == at && _extent == 0 ? R(1, 4) : e)]);
        string[] inputs = [x.Name, second.Name];
        if (Chance(0.2) && x.Sample.Element == ElementType.Float32) inputs = [.. inputs, Constant(x.Extents, Grid((int)x.Count))];
        Add("Concat", inputs, x.IsExact && second.IsExact, Int("axis", axis));
    }

    private void Split()
    {
        var x = Movable();
        var axis = Axis(x, 11);
        var extent = x.Extents[axis < 0 ? axis + x.Rank : axis];
        if (extent < 2) return;
        var first = R(1, (int)extent - 1);
        var parts = _opset < 13
            ? AddAll("Split", [x.Name], 2, x.IsExact, [Int("axis", axis), Ints("split", first, extent - first)])
            : _opset >= 18 && Chance(0.3)
                ? AddAll("Split", [x.Name], 2, x.IsExact, [Int("axis", axis), Int("num_outputs", 2)])
                : AddAll("Split", [x.Name, Longs(first, extent - first)], 2, x.IsExact, [Int("axis", axis)]);
        // Put together in the other order, which no shape tells.
        if (parts is not null && Chance(0.5)) Add("Concat", [parts[1].Name, parts[0].Name], x.IsExact, Int("axis", axis));
    }

    private GeneratedValue? Sliced(GeneratedValue x, long axis, long start, long end, long step = 1) => _opset < 10
        ? Add("Slice", [x.Name], x.IsExact, Ints("starts", start), Ints("ends", end), Ints("axes", axis))
        : Add("Slice", [x.Name, Longs(start), Longs(end), Longs(axis), Longs(step)], x.IsExact);

    private void Slice()
    {
        var x = Movable();
        var axis = Axis(x, 10);
        var extent = (int)x.Extents[axis < 0 ? axis + x.Rank : axis];
        var start = R(0, extent - 1);
        if (_opset >= 10 && Chance(0.4))
        {
            var step = -R(1, 2);
            Sliced(x, axis, Chance(0.5) ? extent - 1 : -1, Chance(0.5) ? -extent - 1 : long.MinValue, step);
        }
        else Sliced(x, axis, Chance(0.5) ? start : start - extent, Chance(0.5) ? extent : long.MaxValue, _opset >= 10 ? R(1, 2) : 1);
    }

    private void Tile()
    {
        var x = Movable(1, 4);
        Add("Tile", [x.Name, Longs([.. x.Extents.Select(_ => (long)Any(1, 1, 2, 3))])], x.IsExact);
    }

    private void Expand()
    {
        var x = Movable(1, 4);
        long[] to = [.. Extents(R(0, 5 - x.Rank)), .. x.Extents.Select(e => e == 1 ? R(1, 4) : Chance(0.3) ? 1 : e)];
        Add("Expand", [x.Name, Longs(to)], x.IsExact);
    }

    private void Pad()
    {
        var x = X(1, 5);
        var mode = Any(["constant", "reflect", "edge", .. _opset >= 19 ? new[] { "wrap" } : []]);
        long[] pads = [.. Enumerable.Range(0, 2 * x.Rank).Select(
            i => mode == "constant" ? R(Chance(0.1) ? -1 : 0, 2) : (long)R(0, (int)Math.Min(2, x.Extents[i % x.Rank] - 1)))];
        ProtoWriter[] attributes = mode == "constant" && Chance(0.5) ? [] : [String("mode", mode)];
        if (_opset < 11)
        {
            ProtoWriter[] filled = mode == "constant" && Chance(0.5) ? [Float("value", 1.5f)] : [];
            Add("Pad", [x.Name], x.IsExact, [.. attributes, .. filled, Ints("pads", pads)]);
            return;
        }
        string[] value = mode == "constant" && Chance(0.5) ? [Constant([], 1.5f)] : [];
        if (_opset >= 18 && Chance(0.4))
        {
            var axis = Axis(x);
            var at = axis < 0 ? axis + x.Rank : axis;
            string[] none = value.Length == 0 ? [""] : value;
            Add("Pad", [x.Name, Longs(pads[at], pads[at + x.Rank]), .. none, Longs(axis)], x.IsExact, attributes);
        }
        else Add("Pad", [x.Name, Longs(pads), .. value], x.IsExact, attributes);
    }

    private void Blocks(bool toSpace)
    {
        long[] extents = toSpace ? [R(1, 2), 4 * R(1, 3), R(1, 3), R(1, 4)] : [R(1, 2), R(1, 3), 2 * R(1, 3), 2 * R(1, 3)];
        var x = Input(ElementType.Float32, extents);
        if (_extent > 0) _pool.Remove(x);
        ProtoWriter[] mode = toSpace && _opset >= 11 ? [String("mode", Any("DCR", "CRD"))] : [];
        Add(toSpace ? "DepthToSpace" : "SpaceToDepth", [x.Name], true, [Int("blocksize", 2), .. mode]);
    }

    private void OfShape()
    {
        var x = X();
        if (Add("Shape", [x.Name], true) is not { } shape) return;
        ProtoWriter[] value = Chance(0.5) ? [Stored("value", [1], 1.5f)] : [];
        if (Add("ConstantOfShape", [shape.Name], true, value) is { } filled) Add("Sub", [filled.Name, x.Name], x.IsExact);
    }

    private void OfSize()
    {
        var x = X();
        if (Add("Size", [x.Name], true) is { } size && Add("Cast", [size.Name], true, Int("to", 1)) is { } number)
            Add("Div", [x.Name, number.Name], false);
    }

    private void Stored()
    {
        var x = X();
        if (Add("Constant", [], true, Stored("value", [x.Extents[^1]], Grid((int)x.Extents[^1]))) is { } constant)
            Add("Add", [x.Name, constant.Name], x.IsExact);
    }

    private static ProtoWriter Stored(string name, long[] extents, params float[] values) =>
        new ProtoWriter().Text(1, name).Varint(20, 4).Message(5, Tensor("", extents, values));

    private void Counted()
    {
        var x = X();
        if (Add("Range", [Constant([], 0f), Constant([], (float)x.Extents[^1]), Constant([], 1f)], true) is { } numbers)
            Add("Mul", [x.Name, numbers.Name], false);
    }
}
