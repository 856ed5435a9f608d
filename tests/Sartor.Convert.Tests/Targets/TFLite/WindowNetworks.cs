using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Convert.Tests.Targets.TFLite;

/// <summary>
/// Seeded ONNX networks of one window over one, two or three axes. Every third has as many samples, channels and elements along each axis,
/// so that axes which are mixed up do not show in the shapes.
/// </summary>
internal sealed class WindowNetworks
{
    private readonly Random _random;
    private readonly int _rank;
    private readonly long _batch, _groups, _inputs, _outputs;
    private readonly long[] _extents, _kernel, _strides, _dilations;
    private int _initializers;

    private WindowNetworks(int seed, int rank)
    {
        _random = new Random(seed);
        _rank = rank;
        // Depthwise, grouped and plain alike often.
        var perGroup = _random.Next(1, 4);
        _groups = seed % 2 == 0 ? 1 : _random.Next(2, 4);
        (_batch, _inputs, _outputs) = (_random.Next(1, 3), _groups * perGroup, _groups * _random.Next(1, 4));
        _extents = Each(() => _random.Next(3, rank == 1 ? 12 : 7));
        (_kernel, _strides, _dilations) = (Each(() => _random.Next(1, 4)), Each(() => _random.Next(1, 4)), Each(() => _random.Next(1, 3)));
        if (seed % 3 != 0) return;
        (_batch, _inputs, _outputs, _groups) = (4, 4, 4, seed % 2 == 0 ? 1 : seed % 4 == 1 ? 2 : 4);
        _extents = Each(() => 4);
    }

    public static byte[] Conv(int seed, int rank) => new WindowNetworks(seed, rank).Conv();

    public static byte[] ConvTranspose(int seed, int rank) => new WindowNetworks(seed, rank).ConvTranspose();

    public static byte[] Pool(int seed, int rank, string type) => new WindowNetworks(seed, rank).Pool(type);

    /// <summary>Convolutions over one axis with activations, sums and a pooling between.</summary>
    public static byte[] Row(int count)
    {
        var networks = new WindowNetworks(3, 1);
        var builder = networks.Builder();
        var x = "x";
        for (var i = 0; i < count; i++)
        {
            builder.Node(
                "Conv", [x, networks.Initializer(builder, 4, 4, 3), networks.Initializer(builder, 4)], [$"c{i}"],
                OnnxBuilder.Ints("pads", 1, 1));
            builder.Node("Add", [$"c{i}", x], [$"s{i}"]).Node("Relu", [$"s{i}"], [$"r{i}"]);
            x = $"r{i}";
        }
        builder.Node("MaxPool", [x], ["y"], OnnxBuilder.Ints("kernel_shape", 3), OnnxBuilder.Ints("strides", 2));
        return builder.Output("y").Build();
    }

    /// <summary>A convolution over one axis, and what it gives twice as long.</summary>
    public static byte[] Resize(string mode, string coordinates)
    {
        var networks = new WindowNetworks(3, 1);
        var builder = networks.Builder().Initializer("scales", [3], 1f, 1f, 2f);
        return builder.Node("Conv", ["x", networks.Initializer(builder, 4, 4, 3)], ["c"], OnnxBuilder.Ints("pads", 1, 1))
            .Node(
                "Resize", ["c", "", "scales"], ["y"], OnnxBuilder.String("mode", mode),
                OnnxBuilder.String("coordinate_transformation_mode", coordinates), OnnxBuilder.String("nearest_mode", "floor"))
            .Output("y").Build();
    }

    private long[] Each(Func<long> next) => [.. Enumerable.Range(0, _rank).Select(_ => next())];

    private OnnxBuilder Builder() =>
        new OnnxBuilder().Input("x", ElementType.Float32, [_batch, _inputs, .. _extents.Select(e => (object)e)]);

    private float[] Values(long count) => [.. Enumerable.Range(0, checked((int)count)).Select(_ => _random.NextSingle() - 0.5f)];

    private string Initializer(OnnxBuilder builder, params long[] extents)
    {
        var name = $"w{_initializers++}";
        builder.Initializer(name, extents, Values(extents.Aggregate(1L, (a, b) => a * b)));
        return name;
    }

    private byte[] Conv()
    {
        for (var i = 0; i < _rank; i++)
        {
            if ((_dilations[i] * (_kernel[i] - 1)) + 1 > _extents[i]) (_dilations[i], _kernel[i]) = (1, Math.Min(_kernel[i], _extents[i]));
        }
        var builder = Builder();
        List<string> inputs = ["x", Initializer(builder, [_outputs, _inputs / _groups, .. _kernel])];
        if (_random.Next(3) > 0) inputs.Add(Initializer(builder, _outputs));
        builder.Node("Conv", [.. inputs], ["c"], [.. Window(), OnnxBuilder.Int("group", _groups)]);
        builder.Node("Relu", ["c"], ["r"]);
        // A second one reads what the first gives in its own layout.
        var second = Initializer(builder, [3, _outputs, .. Each(() => 1)]);
        return builder.Node("Conv", ["r", second], ["y"]).Output("y").Output("r").Build();
    }

    private byte[] ConvTranspose()
    {
        var builder = Builder();
        List<string> inputs = ["x", Initializer(builder, [_inputs, _outputs / _groups, .. _kernel])];
        if (_random.Next(3) > 0) inputs.Add(Initializer(builder, _outputs));
        List<ProtoWriter> attributes = [OnnxBuilder.Int("group", _groups), OnnxBuilder.Ints("strides", _strides)];
        long[] whole = Each(() => 0), most = Each(() => 0);
        for (var i = 0; i < _rank; i++)
        {
            whole[i] = (_strides[i] * (_extents[i] - 1)) + (_dilations[i] * (_kernel[i] - 1)) + 1;
            most[i] = Math.Max(0, Math.Min(2, (whole[i] - 1) / 2));
        }
        switch (_random.Next(4))
        {
            case 0:
                // SAME is of the extents alone.
                attributes.Add(OnnxBuilder.String("auto_pad", _random.Next(2) == 0 ? "SAME_UPPER" : "SAME_LOWER"));
                break;
            case 1:
                attributes.Add(OnnxBuilder.Ints("output_shape", [.. whole.Select((w, i) => w - _random.NextInt64(most[i] + 1))]));
                attributes.Add(OnnxBuilder.Ints("dilations", _dilations));
                break;
            default:
                attributes.Add(OnnxBuilder.Ints("dilations", _dilations));
                attributes.Add(OnnxBuilder.Ints(
                    "pads", [.. most.Select(m => _random.NextInt64(m + 1)), .. most.Select(m => _random.NextInt64(m + 1))]));
                attributes.Add(OnnxBuilder.Ints(
                    "output_padding", [.. _strides.Select(s => _random.NextInt64(s))]));
                break;
        }
        builder.Node("ConvTranspose", [.. inputs], ["c"], [.. attributes]);
        return builder.Node("Relu", ["c"], ["y"]).Output("y").Output("c").Build();
    }

    private byte[] Pool(string type)
    {
        for (var i = 0; i < _rank; i++)
        {
            (_kernel[i], _dilations[i]) = (Math.Min(_kernel[i], _extents[i]), type == "MaxPool" ? _dilations[i] : 1);
            if ((_dilations[i] * (_kernel[i] - 1)) + 1 > _extents[i]) _dilations[i] = 1;
            // SAME would have negative pads, which ONNX Runtime refuses.
            _strides[i] = Math.Min(_strides[i], _kernel[i]);
        }
        List<ProtoWriter> attributes = [.. Window(), OnnxBuilder.Ints("kernel_shape", _kernel)];
        if (_random.Next(2) == 0) attributes.Add(OnnxBuilder.Int("ceil_mode", 1));
        if (type == "AveragePool" && _random.Next(2) == 0) attributes.Add(OnnxBuilder.Int("count_include_pad", 1));
        return Builder().Node(type, ["x"], ["p"], [.. attributes]).Node("Exp", ["p"], ["y"]).Output("y").Build();
    }

    // Pads stay below the kernel, as poolings require.
    private List<ProtoWriter> Window()
    {
        List<ProtoWriter> attributes = [OnnxBuilder.Ints("strides", _strides)];
        if (_dilations.Any(d => d > 1)) attributes.Add(OnnxBuilder.Ints("dilations", _dilations));
        var mode = _random.Next(5);
        if (mode < 2 && _dilations.All(d => d == 1))
            attributes.Add(OnnxBuilder.String("auto_pad", mode == 0 ? "SAME_UPPER" : "SAME_LOWER"));
        else
        {
            long[] before = [.. _kernel.Select(k => _random.NextInt64(k))], after = [.. _kernel.Select(k => _random.NextInt64(k))];
            attributes.Add(OnnxBuilder.Ints("pads", [.. before, .. after]));
        }
        return attributes;
    }
}
