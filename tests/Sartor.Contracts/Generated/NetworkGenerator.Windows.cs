using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Windows =>
    [
        .. Enumerable.Repeat(("Conv", 7L, 99L, (Action<NetworkGenerator>)(g => g.Convolve())), 5),
        .. Enumerable.Repeat(("ConvTranspose", 7L, 99L, (Action<NetworkGenerator>)(g => g.ConvolveBack())), 3),
        ("DeformConv", 19, 99, g => g.Deform()),
        ("MaxPool", 8, 99, g => g.Pool("MaxPool")),
        ("MaxPool", 8, 99, g => g.PoolWithPlaces()),
        ("AveragePool", 7, 99, g => g.Pool("AveragePool")),
        ("AveragePool", 7, 99, g => g.Pool("AveragePool")),
        ("MaxUnpool", 9, 99, g => g.Unpool()),
    ];

    private GeneratedValue Image() => X(3, 5, where: v => v.Rank != 5 || v.Count < 300);

    private long[] Each(int axes, int least, int most) => [.. Enumerable.Range(0, axes).Select(_ => (long)R(least, most))];

    private ProtoWriter[] Padding(int axes, int most)
    {
        var mode = Any("", "", "", "VALID", "SAME_UPPER", "SAME_LOWER");
        if (mode.Length > 0) return [String("auto_pad", mode)];
        return Chance(0.8) ? [Ints("pads", Each(2 * axes, 0, most))] : [];
    }

    private string[] Bias(long count) => Chance(0.6) ? [Weights(1, count)] : [];

    private string Kernel(long[] extents)
    {
        if (Chance(0.04) && Count(extents) < 200)
        {
            var fed = Input(ElementType.Float32, extents);
            _pool.Remove(fed);
            return fed.Name;
        }
        return Weights(1.5 / Math.Sqrt(extents.Skip(1).Aggregate(1.0, (a, b) => a * b)), extents);
    }

    private void Convolve()
    {
        var x = Image();
        var axes = x.Rank - 2;
        var groups = Chance(0.6) ? 1 : Divisor(x.Extents[1]);
        var outputs = _extent > 0 && _extent % groups == 0 ? _extent : groups * R(1, 3);
        var kernel = Each(axes, 1, 3);
        ProtoWriter[] attributes =
        [
            .. Padding(axes, 2), .. Chance(0.4) ? [Ints("strides", Each(axes, 1, 2))] : Array.Empty<ProtoWriter>(),
            .. Chance(0.3) ? [Ints("dilations", Each(axes, 1, 2))] : Array.Empty<ProtoWriter>(), Int("group", groups),
        ];
        if (_extent > 0 && Chance(0.6))
        {
            kernel = [.. kernel.Select(_ => 3L)];
            attributes = [Ints("pads", [.. Enumerable.Repeat(1L, 2 * axes)]), Int("group", groups)];
        }
        Add("Conv", [x.Name, Kernel([outputs, x.Extents[1] / groups, .. kernel]), .. Bias(outputs)], false, attributes);
    }

    private void ConvolveBack()
    {
        var x = Image();
        var axes = x.Rank - 2;
        var groups = Chance(0.6) ? 1 : Divisor(x.Extents[1]);
        var outputs = groups * R(1, 3);
        var strides = Each(axes, 1, 3);
        var dilations = Chance(0.3) ? Each(axes, 1, 2) : Each(axes, 1, 1);
        ProtoWriter[] attributes =
        [
            .. Padding(axes, 1), Ints("strides", strides), Int("group", groups),
            .. Chance(0.3) ? [Ints("dilations", dilations)] : Array.Empty<ProtoWriter>(),
            .. Chance(0.4) ? [Ints("output_padding", [.. strides.Select(s => (long)R(0, (int)s - 1))])] : Array.Empty<ProtoWriter>(),
        ];
        Add(
            "ConvTranspose", [x.Name, Kernel([x.Extents[1], outputs / groups, .. Each(axes, 1, 3)]), .. Bias(outputs)], false, attributes);
    }

    private void Deform()
    {
        var x = X(4, 4, where: v => v.Extents[2] > 2 && v.Extents[3] > 2);
        long rows = R(1, 2), columns = R(1, 2), outputs = R(1, 3);
        var offsets = Weights(2, x.Extents[0], 2 * rows * columns, x.Extents[2] - rows + 1, x.Extents[3] - columns + 1);
        Add("DeformConv", [x.Name, Weights(1, outputs, x.Extents[1], rows, columns), offsets, .. Bias(outputs)], false);
    }

    private void Pool(string type)
    {
        var x = Image();
        var axes = x.Rank - 2;
        var kernel = Each(axes, 1, 3);
        var mode = Any("", "", "VALID", "SAME_UPPER", "SAME_LOWER");
        long[] pads = [.. Enumerable.Range(0, 2 * axes).Select(i => (long)R(0, (int)kernel[i % axes] - 1))];
        // Of a window that does not fit ONNX Runtime makes something by rounding towards zero.
        if (Enumerable.Range(0, axes).Any(i => x.Extents[i + 2] < (2 * kernel[i]) - 1)) return;
        ProtoWriter[] attributes =
        [
            Ints("kernel_shape", kernel), mode.Length > 0 ? String("auto_pad", mode) : Ints("pads", pads),
            .. Chance(0.6) ? [Ints("strides", Each(axes, 1, 3))] : Array.Empty<ProtoWriter>(),
            .. Chance(0.3) && _opset >= 10 ? [Int("ceil_mode", 1)] : Array.Empty<ProtoWriter>(),
            .. Chance(0.5) && type == "AveragePool" ? [Int("count_include_pad", 1)] : Array.Empty<ProtoWriter>(),
            .. Chance(0.3) && (type == "MaxPool" ? _opset >= 10 : _opset >= 19)
                ? [Ints("dilations", Each(axes, 1, 2))]
                : Array.Empty<ProtoWriter>(),
        ];
        Add(type, [x.Name], x.IsExact && type == "MaxPool", attributes);
    }

    private void PoolWithPlaces()
    {
        var x = X(3, 4, exact: true, where: v => v.Extents[^1] > 1 && v.Extents[^2] > 1);
        var axes = x.Rank - 2;
        AddAll("MaxPool", [x.Name], 2, true, [Ints("kernel_shape", Each(axes, 2, 2)), Ints("strides", Each(axes, 1, 2))]);
    }

    private void Unpool()
    {
        var x = X(4, 4, exact: true, where: v => v.Extents[2] > 1 && v.Extents[3] > 1);
        ProtoWriter[] attributes = [Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)];
        if (AddAll("MaxPool", [x.Name], 2, true, attributes) is [var most, var places])
            Add("MaxUnpool", [most.Name, places.Name], true, attributes);
    }
}
