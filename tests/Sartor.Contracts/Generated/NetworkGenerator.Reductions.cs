using Sartor.Contracts.Formats;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static readonly string[] s_reductions =
        ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"];

    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Reductions =>
    [
        .. s_reductions.Select(t => (t, 7L, 99L, (Action<NetworkGenerator>)(g => g.Reduce(t, g.X())))),
        ("ReduceLogSum", 7, 99, g => g.ReducePositive()),
        ("ArgMax", 7, 99, g => g.ArgExtremum("ArgMax")),
        ("ArgMin", 7, 99, g => g.ArgExtremum("ArgMin")),
        ("CumSum", 11, 99, g => g.Cumulate()),
        ("GlobalAveragePool", 7, 99, g => g.Add("GlobalAveragePool", [g.X(3, 5).Name], false)),
        ("GlobalMaxPool", 7, 99, g => g.Keep("GlobalMaxPool", g.X(3, 5), _ => [])),
        ("Softmax", 7, 99, g => g.AlongAxis("Softmax", false)),
        ("LogSoftmax", 7, 99, g => g.AlongAxis("LogSoftmax", false)),
        ("Hardmax", 7, 99, g => g.AlongAxis("Hardmax", true)),
        ("BatchNormalization", 7, 99, g => g.BatchNormalization()),
        ("InstanceNormalization", 7, 99, g => g.InstanceNormalization()),
        ("LayerNormalization", 17, 99, g => g.LayerNormalization()),
        ("GroupNormalization", 18, 99, g => g.GroupNormalization()),
        ("LpNormalization", 7, 99, g => g.LpNormalization()),
        ("MeanVarianceNormalization", 9, 99, g => g.MeanVarianceNormalization()),
        ("LRN", 7, 99, g => g.LocalResponse()),
    ];

    private void ReducePositive()
    {
        if (AtLeast(X(), 0.5f) is { } positive) Reduce("ReduceLogSum", positive);
    }

    private void Reduce(string type, GeneratedValue x)
    {
        var exact = x.IsExact && type is "ReduceSum" or "ReduceMax" or "ReduceMin";
        long[] axes = [.. Enumerable.Range(0, x.Rank).Where(_ => Chance(0.4)).Select(a => (long)a)];
        if (_opset >= 11 && Chance(0.4)) axes = [.. axes.Select(a => a - x.Rank)];
        ProtoWriter[] keep = Chance(0.5) ? [Int("keepdims", R(0, 1))] : [];
        if (axes.Length == 0 || (axes.Length == x.Rank && Chance(0.5))) Add(type, [x.Name], exact, keep);
        else if (_opset >= 18 || (type == "ReduceSum" && _opset >= 13)) Add(type, [x.Name, Longs(axes)], exact, keep);
        else Add(type, [x.Name], exact, [Ints("axes", axes), .. keep]);
    }

    private void ArgExtremum(string type)
    {
        var x = X(exact: true);
        ProtoWriter[] last = _opset >= 12 && Chance(0.4) ? [Int("select_last_index", 1)] : [];
        Add(type, [x.Name], true, [Int("axis", Axis(x, 11)), Int("keepdims", R(0, 1)), .. last]);
    }

    private void Cumulate()
    {
        var x = X();
        Add("CumSum", [x.Name, Constant([], Axis(x))], x.IsExact, Int("exclusive", R(0, 1)), Int("reverse", R(0, 1)));
    }

    private void AlongAxis(string type, bool exact)
    {
        var x = X(exact: exact);
        ProtoWriter[] axis = Chance(0.2) ? [] : [Int("axis", Axis(x, 11))];
        Add(type, [x.Name], exact, axis);
    }

    private void BatchNormalization()
    {
        var x = X(2, 5);
        var c = x.Extents[1];
        ProtoWriter[] epsilon = Chance(0.5) ? [Float("epsilon", 0.1f)] : [];
        Add("BatchNormalization", [x.Name, Weights(1, c), Weights(1, c), Weights(1, c), Positive(c)], false, epsilon);
    }

    // Where all elements are the same, epsilon decides how much of what was rounded shows.
    private ProtoWriter Epsilon() => Float("epsilon", Any(0.01f, 0.1f, 0.5f));

    private void InstanceNormalization()
    {
        var x = X(3, 5);
        Add("InstanceNormalization", [x.Name, Weights(1, x.Extents[1]), Weights(1, x.Extents[1])], false, Epsilon());
    }

    private void LayerNormalization()
    {
        var x = X(2, 5);
        var axis = R(1, x.Rank - 1);
        var extents = x.Extents[axis..];
        string[] bias = Chance(0.7) ? [Weights(1, extents)] : [];
        var given = Int("axis", Chance(0.5) ? axis : axis - x.Rank);
        Add("LayerNormalization", [x.Name, Weights(1, extents), .. bias], false, given, Epsilon());
    }

    private void GroupNormalization()
    {
        var x = X(3, 5);
        var c = x.Extents[1];
        var groups = Divisor(c);
        var count = _opset >= 21 ? c : groups;
        Add("GroupNormalization", [x.Name, Weights(1, count), Weights(1, count)], false, Int("num_groups", groups), Epsilon());
    }

    private long Divisor(long number) => Any([.. Enumerable.Range(1, (int)number).Where(d => number % d == 0).Select(d => (long)d)]);

    private void LpNormalization()
    {
        if (AtLeast(X(), 0.25f) is { } positive)
            Add("LpNormalization", [positive.Name], false, Int("p", R(1, 2)), Int("axis", Axis(positive)));
    }

    private void MeanVarianceNormalization()
    {
        var x = X(2, 5, where: v => v.IsExact && v.Count > 3);
        Add("MeanVarianceNormalization", [x.Name], false, x.Rank == 4 && Chance(0.5) ? [] : [Ints("axes", [0L, x.Rank - 1])]);
    }

    private void LocalResponse()
    {
        var x = X(4, 4);
        Add(
            "LRN", [x.Name], false, Int("size", Any(1, 3, 5)), Float("alpha", 0.5f), Float("beta", Any(0.5f, 0.75f)),
            Float("bias", Any(1, 2)));
    }
}
