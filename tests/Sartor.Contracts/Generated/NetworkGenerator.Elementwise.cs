using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static readonly string[] s_exact = ["Abs", "Neg", "Relu", "Identity", "Ceil", "Floor", "Sign"];
    private static readonly string[] s_smooth =
        ["Cos", "Sin", "Elu", "HardSigmoid", "LeakyRelu", "Selu", "Sigmoid", "Softplus", "Softsign", "Tanh", "Exp", "Atan"];

    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Unary =>
    [
        .. s_exact.Select(t => (t, 7L, 99L, (Action<NetworkGenerator>)(g => g.Exactly(t)))),
        .. s_smooth.Select(t => (t, 7L, 99L, (Action<NetworkGenerator>)(g => g.Smoothly(t)))),
        ("Round", 11, 99, g => g.Exactly("Round")),
        ("Dropout", 7, 99, g => g.Exactly("Dropout")),
        ("Erf", 9, 99, g => g.Smoothly("Erf")),
        ("Sinh", 9, 99, g => g.Smoothly("Sinh")),
        ("Cosh", 9, 99, g => g.Smoothly("Cosh")),
        ("Asinh", 9, 99, g => g.Smoothly("Asinh")),
        ("Celu", 12, 99, g => g.Smoothly("Celu", Float("alpha", g.Any(0.5f, 1, 2)))),
        ("HardSwish", 14, 99, g => g.Smoothly("HardSwish")),
        ("Mish", 18, 99, g => g.Smoothly("Mish")),
        ("Gelu", 20, 99, g => g.Smoothly("Gelu", String("approximate", g.Any("none", "tanh")))),
        ("Acos", 7, 99, g => g.OfTanh("Acos")),
        ("Asin", 7, 99, g => g.OfTanh("Asin")),
        ("Tan", 7, 99, g => g.OfTanh("Tan")),
        ("Atanh", 9, 99, g => g.OfTanh("Atanh")),
        ("Acosh", 9, 99, g => g.OfPositive("Acosh", 1.25f)),
        ("Log", 7, 99, g => g.OfPositive("Log", 0.5f)),
        ("Sqrt", 7, 99, g => g.OfPositive("Sqrt", 0.25f)),
        ("Reciprocal", 7, 99, g => g.OfPositive("Reciprocal", 0.5f)),
        ("ThresholdedRelu", 10, 99, g => g.Add("ThresholdedRelu", [g.X(exact: true).Name], true, Float("alpha", g.Any(0.5f, 1, 2)))),
        ("Shrink", 9, 99,
            g => g.Add("Shrink", [g.X(exact: true).Name], true, Float("lambd", g.Any(0.5f, 1.5f)), Float("bias", g.Any(0, 0.25f)))),
        ("Clip", 7, 99, g => g.Clip()),
        ("PRelu", 7, 99, g => g.Slopes()),
    ];

    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Binary =>
    [
        .. new[] { "Add", "Sub", "Mul", "Div" }.Select(t => (t, 7L, 99L, (Action<NetworkGenerator>)(g => g.Arithmetic(t)))),
        .. new[] { "Max", "Min", "Sum", "Mean" }.Select(t => (t, 8L, 99L, (Action<NetworkGenerator>)(g => g.Variadic(t)))),
        ("Pow", 7, 99, g => g.Power()),
        ("Mod", 10, 99, g => g.Remainder()),
    ];

    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Logic =>
    [
        ("Equal", 11, 99, g => g.Compare("Equal")),
        ("Greater", 9, 99, g => g.Compare("Greater")),
        ("Less", 9, 99, g => g.Compare("Less")),
        ("GreaterOrEqual", 12, 99, g => g.Compare("GreaterOrEqual")),
        ("LessOrEqual", 12, 99, g => g.Compare("LessOrEqual")),
        .. new[] { "And", "Or", "Xor" }.Select(t => (t, 7L, 99L, (Action<NetworkGenerator>)(g => g.Both(t)))),
        ("Not", 7, 99, g => g.Add("Not", [g.Of(ElementType.Bool).Name], true)),
        ("IsNaN", 9, 99, g => g.Add("IsNaN", [g.X().Name], true)),
        ("IsInf", 10, 99, g => g.Add("IsInf", [g.X().Name], true)),
        ("Where", 9, 99, g => g.Where()),
        ("Cast", 9, 99, g => g.Cast()),
        ("CastLike", 15, 99, g => g.Add("CastLike", [g.X(exact: true).Name, g.Of(g.Any(ElementType.Int64, ElementType.Bool)).Name], true)),
    ];

    private void Exactly(string type) => Exactly(type, X(exact: type is "Ceil" or "Floor" or "Sign" or "Round"));

    private void Exactly(string type, GeneratedValue x) => Add(type, [x.Name], x.IsExact);

    private void Smoothly(string type, params ProtoWriter[] attributes)
    {
        ProtoWriter[] alpha = type is "Elu" or "LeakyRelu" && Chance(0.5) ? [Float("alpha", Any(0.3f, 1.5f))] : [];
        Add(type, [X(where: v => v.Largest < 5).Name], false, [.. attributes, .. alpha]);
    }

    private void OfTanh(string type)
    {
        if (Add("Tanh", [X().Name], false) is { } bounded && Add("Mul", [bounded.Name, Constant([], 0.9f)], false) is { } small)
            Add(type, [small.Name], false);
    }

    private void OfPositive(string type, float least)
    {
        if (AtLeast(X(), least) is { } positive) Add(type, [positive.Name], false);
    }

    private GeneratedValue? AtLeast(GeneratedValue x, float least) =>
        Add("Abs", [x.Name], x.IsExact) is { } size ? Add("Add", [size.Name, Constant([], least)], x.IsExact) : null;

    private void Clip()
    {
        var x = X();
        var (low, high) = (Any(-1f, -0.5f, 0, float.NaN), Any(0.5f, 1, 2, 6, float.NaN));
        if (_opset < 11)
        {
            List<ProtoWriter> bounds = [];
            if (!float.IsNaN(low)) bounds.Add(Float("min", low));
            if (!float.IsNaN(high)) bounds.Add(Float("max", high));
            Add("Clip", [x.Name], x.IsExact, [.. bounds]);
        }
        else
        {
            string[] bounds = [float.IsNaN(low) ? "" : Constant([], low), float.IsNaN(high) ? "" : Constant([], high)];
            Add("Clip", bounds[1].Length == 0 ? [x.Name, bounds[0]] : [x.Name, .. bounds], x.IsExact);
        }
    }

    private void Slopes()
    {
        var x = X();
        Add("PRelu", [x.Name, Weights(1, [.. x.Extents.Select((e, i) => Chance(0.4) ? 1 : e).Skip(R(0, x.Rank - 1))])], false);
    }

    // What broadcasts to a value: one of the network, a constant, or a further input.
    private GeneratedValue? Partner(GeneratedValue x, out string name, out bool isExact)
    {
        var others = _pool.Where(v => v != x && v.Sample.Element == x.Sample.Element && Broadcasts(v.Extents, x.Extents)).ToArray();
        if (others.Length > 0 && Chance(0.6))
        {
            var other = Any(others);
            (name, isExact) = (other.Name, other.IsExact);
            return other;
        }
        long[] extents = [.. x.Extents.Select(e => Chance(0.4) ? 1 : e).Skip(R(0, x.Rank))];
        if (_extent > 0 && Chance(0.7)) extents = [.. extents.Select(_ => _extent)];
        isExact = true;
        if (x.Sample.Element == ElementType.Float32 && (Chance(0.6) || extents.Length == 0))
        {
            name = Constant(extents, Grid(Count(extents)));
            return null;
        }
        var input = Input(x.Sample.Element, extents.Length == 0 ? [1] : extents);
        name = input.Name;
        return input;
    }

    private static bool Broadcasts(long[] a, long[] b) =>
        Enumerable.Range(1, Math.Min(a.Length, b.Length)).All(i => a[^i] == b[^i] || a[^i] == 1 || b[^i] == 1);

    private void Arithmetic(string type)
    {
        if (Chance(0.15) && type != "Div")
        {
            var whole = Of(ElementType.Int64);
            Partner(whole, out var second, out _);
            Add(type, [whole.Name, second], true);
            return;
        }
        var x = X();
        if (type == "Div")
        {
            if (Chance(0.5))
                Add(type, [x.Name, Positive([.. x.Extents.Select(e => Chance(0.5) ? 1 : e).Skip(R(0, x.Rank))])], false);
            else if (AtLeast(X(where: v => Broadcasts(v.Extents, x.Extents)), 0.5f) is { } divisor)
                Add(type, [x.Name, divisor.Name], false);
            return;
        }
        Partner(x, out var other, out var isExact);
        Add(type, Chance(0.5) ? [x.Name, other] : [other, x.Name], type != "Mul" && x.IsExact && isExact);
    }

    private void Variadic(string type)
    {
        var x = X();
        string[] inputs = [x.Name];
        var exact = x.IsExact && type != "Mean";
        for (var i = R(0, 2); i > 0; i--)
        {
            Partner(x, out var other, out var isExact);
            inputs = [.. inputs, other];
            exact &= isExact;
        }
        Add(type, inputs, exact);
    }

    private void Power()
    {
        var x = X(where: v => v.Largest < 8);
        if (Chance(0.4))
        {
            Add("Pow", [x.Name, Constant([], Any(2f, 3f))], false);
        }
        else if (AtLeast(x, 0.5f) is { } positive)
        {
            float[] exponents = [.. Enumerable.Range(0, (int)x.Extents[^1]).Select(_ => Any(-1, 0.5f, 1.5f, 2))];
            Add("Pow", [positive.Name, Constant([exponents.Length], exponents)], false);
        }
    }

    private void Remainder()
    {
        if (Chance(0.5))
        {
            var whole = Of(ElementType.Int64);
            Add("Mod", [whole.Name, Constant([], (long)Any(2, 3, -4))], true, Int("fmod", R(0, 1)));
        }
        else Add("Mod", [X(exact: true).Name, Constant([], Any(0.5f, 1.5f, -2))], true, Int("fmod", 1));
    }

    private void Compare(string type)
    {
        var x = X(exact: true);
        Partner(x, out var other, out var isExact);
        if (isExact) Add(type, Chance(0.5) ? [x.Name, other] : [other, x.Name], true);
    }

    private void Both(string type)
    {
        var x = Of(ElementType.Bool);
        Partner(x, out var other, out _);
        Add(type, [x.Name, other], true);
    }

    private void Where()
    {
        var x = X();
        Partner(x, out var other, out var isExact);
        var fitting = _pool.Where(v => v.Sample.Element == ElementType.Bool && Broadcasts(v.Extents, x.Extents)).ToArray();
        var condition = fitting.Length > 0 ? Any(fitting) : Input(ElementType.Bool, x.Extents[R(0, x.Rank - 1)..]);
        Add("Where", [condition.Name, x.Name, other], isExact && x.IsExact);
    }

    private void Cast()
    {
        var x = Chance(0.5) ? X(exact: true) : Of(Any(ElementType.Int64, ElementType.Bool, ElementType.Int32));
        var element = Any(ElementType.Float32, ElementType.Int64, ElementType.Int32, ElementType.Bool);
        Add("Cast", [x.Name], true, Int("to", OnnxElementTypes.Code(element)));
    }
}
