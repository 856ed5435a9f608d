using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>The window attributes that ONNX's convolutions and poolings share, with <c>auto_pad</c> resolved.</summary>
internal sealed record OnnxWindow(
    EquatableArray<long> Kernel, EquatableArray<long> Strides, EquatableArray<long> Dilations, EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter)
{
    /// <param name="raw">The node.</param>
    /// <param name="kernel">Extents of the window.</param>
    /// <param name="input">Shape of the input, [N,C,spatial…].</param>
    /// <exception cref="RawNodeException">An attribute has the wrong length or value.</exception>
    public static OnnxWindow Read(RawNode raw, EquatableArray<long> kernel, Shape input)
    {
        var rank = kernel.Count;
        if (input.Rank != rank + 2) throw new RawNodeException($"a window of {rank} axes does not fit the input {input}");
        var strides = List(raw, "strides", rank, 1, 1);
        var dilations = List(raw, "dilations", rank, 1, 1);
        if (kernel.Items.Any(k => k is < 1 or > int.MaxValue)) throw new RawNodeException($"kernel {kernel} is out of range");
        var pads = List(raw, "pads", 2 * rank, 0, 0);
        var before = pads.Items.Take(rank).ToArray();
        var after = pads.Items.Skip(rank).ToArray();
        var mode = raw.String("auto_pad", "NOTSET");
        for (var i = 0; i < rank && mode != "NOTSET"; i++)
        {
            var total = mode == "VALID" ? 0 : Window.SamePadding(input[i + 2], kernel[i], strides[i], dilations[i]);
            (before[i], after[i]) = mode switch
            {
                "VALID" => (0L, 0L),
                "SAME_UPPER" => (total / 2, total - (total / 2)),
                "SAME_LOWER" => (total - (total / 2), total / 2),
                _ => throw new RawNodeException($"auto_pad '{mode}' is not in the specification"),
            };
        }
        return new OnnxWindow(kernel, strides, dilations, before.ToEquatableArray(), after.ToEquatableArray());
    }

    /// <summary>The attributes of a window, as <see cref="Read"/> takes them.</summary>
    public (string Name, object Value)[] Attributes() =>
    [
        ("kernel_shape", Kernel), ("strides", Strides), ("dilations", Dilations),
        ("pads", PadsBefore.Items.Concat(PadsAfter.Items).ToEquatableArray()),
    ];

    private static EquatableArray<long> List(RawNode raw, string name, int count, long fallback, long minimum)
    {
        var list = raw.Ints(name, Enumerable.Repeat(fallback, count).ToEquatableArray());
        if (list.Count != count) throw new RawNodeException($"'{name}' has {list.Count} entries, expected {count}");
        if (list.Items.Any(v => v < minimum || v > int.MaxValue)) throw new RawNodeException($"'{name}' {list} is out of range");
        return list;
    }
}
