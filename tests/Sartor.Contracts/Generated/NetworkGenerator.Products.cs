using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Products =>
    [
        .. Enumerable.Repeat(("MatMul", 7L, 99L, (Action<NetworkGenerator>)(g => g.Multiply())), 3),
        .. Enumerable.Repeat(("Gemm", 7L, 99L, (Action<NetworkGenerator>)(g => g.Gemm())), 2),
        .. Enumerable.Repeat(("Einsum", 12L, 99L, (Action<NetworkGenerator>)(g => g.Sum())), 2),
        ("Det", 11, 99, g => g.Determinant()),
        ("DFT", 17, 19, g => g.Fourier()),
        ("STFT", 17, 99, g => g.ShortFourier()),
        ("HannWindow", 17, 99, g => g.Window("HannWindow")),
        ("HammingWindow", 17, 99, g => g.Window("HammingWindow")),
        ("BlackmanWindow", 17, 99, g => g.Window("BlackmanWindow")),
        ("MelWeightMatrix", 17, 99, g => g.Mel()),
    ];

    private void Multiply()
    {
        var x = X(1, 4);
        var inner = x.Extents[^1];
        var others = _pool.Where(
            v => v.Sample.Element == ElementType.Float32 && v.Rank >= 2 && v.Extents[^2] == inner
                && Broadcasts(v.Extents[..^2], x.Extents[..Math.Max(0, x.Rank - 2)])).ToArray();
        if (others.Length > 0 && Chance(0.5))
        {
            Add("MatMul", [x.Name, Any(others).Name], false);
            return;
        }
        var batch = Chance(0.4) && x.Rank > 2 ? x.Extents[..^2].Select(e => Chance(0.3) ? 1 : e).ToArray() : [];
        long[] extents = [.. batch, inner, _extent > 0 ? _extent : R(1, 5)];
        if (Chance(0.08)) extents = [inner];
        var right = Chance(0.3) && extents.Length > 1 ? Input(ElementType.Float32, extents).Name : Weights(1.5 / Math.Sqrt(inner), extents);
        Add("MatMul", [x.Name, right], false);
    }

    private void Gemm()
    {
        var x = X(2, 2);
        var (transA, transB) = (R(0, 1), R(0, 1));
        var (rows, inner) = transA == 0 ? (x.Extents[0], x.Extents[1]) : (x.Extents[1], x.Extents[0]);
        var columns = _extent > 0 ? _extent : R(1, 5);
        long[] extents = transB == 0 ? [inner, columns] : [columns, inner];
        var right = Chance(0.3) ? Input(ElementType.Float32, extents).Name : Weights(1.5 / Math.Sqrt(inner), extents);
        string[] c = Chance(0.7) || _opset < 11 ? [Weights(1, Any<long[]>([columns], [rows, columns], [1, columns], [rows, 1], [1]))] : [];
        Add(
            "Gemm", [x.Name, right, .. c], false, Int("transA", transA), Int("transB", transB), Float("alpha", Any(1, 0.5f)),
            Float("beta", Any(1, 2f)));
    }

    private void Sum()
    {
        var letters = "abcdef".ToCharArray();
        _random.Shuffle(letters);
        var x = X(1, 4);
        var sizes = x.Extents.Select((e, i) => (Letter: letters[i], Extent: e)).ToList();
        var left = new string([.. sizes.Select(s => s.Letter)]);
        var shared = sizes.Where(_ => Chance(0.5)).ToList();
        if (left.Length < 6 && Chance(0.7)) shared.Add((letters[^1], _extent > 0 ? _extent : R(1, 4)));
        if (shared.Count == 0) shared.Add(sizes[0]);
        var order = shared.ToArray();
        _random.Shuffle(order);
        var right = new string([.. order.Select(s => s.Letter)]);
        var free = sizes.Concat(shared).Distinct().Where(s => Chance(0.7)).Select(s => s.Letter).ToArray();
        _random.Shuffle(free);
        long[] extents = [.. order.Select(s => s.Extent)];
        if (Chance(0.25)) Add("Einsum", [x.Name], false, String("equation", $"{left}->{new string([.. free.Where(left.Contains)])}"));
        else
        {
            var second = Chance(0.5) ? Weights(0.5, extents) : Input(ElementType.Float32, extents).Name;
            Add("Einsum", [x.Name, second], false, String("equation", $"{left},{right}->{new string(free)}"));
        }
    }

    private void Determinant()
    {
        var n = _extent > 0 ? _extent : R(1, 3);
        Add("Det", [Input(ElementType.Float32, R(1, 3), n, n).Name], false);
    }

    private void Fourier()
    {
        var x = X(2, 3);
        if (Axes("Unsqueeze", x, x.Rank) is not { } real) return;
        var isOneSided = Chance(0.4);
        Add(
            "DFT", [real.Name], false, Int("axis", R(1, x.Rank - 1)), Int("onesided", isOneSided ? 1 : 0),
            Int("inverse", isOneSided ? 0 : R(0, 1)));
    }

    private void ShortFourier()
    {
        var x = Input(ElementType.Float32, R(1, 2), 16);
        Add("STFT", [x.Name, Constant([], (long)R(2, 5)), Weights(1, 8), Constant([], 8L)], false, Int("onesided", R(0, 1)));
    }

    private void Window(string type)
    {
        var x = X(where: v => v.Extents[^1] > 1);
        if (Add(type, [Constant([], x.Extents[^1])], false, Int("periodic", R(0, 1))) is { } window)
            Add("Mul", [x.Name, window.Name], false);
    }

    private void Mel()
    {
        var x = Input(ElementType.Float32, R(1, 3), 17);
        string[] settings = [Constant([], (long)R(4, 6)), Constant([], 32L), Constant([], 8000L), Constant([], 100f), Constant([], 3000f)];
        if (Add("MelWeightMatrix", settings, false) is { } matrix) Add("MatMul", [x.Name, matrix.Name], false);
    }
}
