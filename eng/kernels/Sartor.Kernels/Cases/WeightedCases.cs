using Sartor.Core;

namespace Sartor.Kernels.Cases;

/// <summary>
/// Convolutions and products with constant weights: float, quantised with one scale or a scale per channel, and hybrid. The channels of the
/// weights differ in magnitude by up to 16, so that a kernel that takes one scale for all of them shows it.
/// </summary>
internal static class WeightedCases
{
    private static readonly Combination[] Combinations =
    [
        new(ElementType.Float32, ElementType.Float32, Marking.None, ElementType.Float32, ElementType.Float32),
        new(ElementType.Float32, ElementType.Float16, Marking.None, ElementType.Float32, ElementType.Float32),
        new(ElementType.Float16, ElementType.Float16, Marking.None, ElementType.Float16, ElementType.Float16),
        new(ElementType.Float64, ElementType.Float64, Marking.None, ElementType.Float64, ElementType.Float64),
        new(ElementType.Float32, ElementType.Int8, Marking.Symmetric, ElementType.Float32, ElementType.Float32),
        new(ElementType.Float32, ElementType.Int8, Marking.PerAxis, ElementType.Float32, ElementType.Float32),
        new(ElementType.Float32, ElementType.UInt8, Marking.Symmetric, ElementType.Float32, ElementType.Float32),
        new(ElementType.Int8, ElementType.Int8, Marking.Symmetric, ElementType.Int32, ElementType.Int8),
        new(ElementType.Int8, ElementType.Int8, Marking.PerAxis, ElementType.Int32, ElementType.Int8),
        new(ElementType.Int8, ElementType.Int8, Marking.Symmetric, ElementType.Int32, ElementType.Int16),
        new(ElementType.UInt8, ElementType.UInt8, Marking.Symmetric, ElementType.Int32, ElementType.UInt8),
        new(ElementType.UInt8, ElementType.UInt8, Marking.PerAxis, ElementType.Int32, ElementType.UInt8),
        new(ElementType.UInt8, ElementType.UInt8, Marking.Symmetric, ElementType.Int32, ElementType.Int16),
        new(ElementType.UInt8, ElementType.Int8, Marking.Symmetric, ElementType.Int32, ElementType.UInt8),
        new(ElementType.UInt8, ElementType.Int8, Marking.PerAxis, ElementType.Int32, ElementType.UInt8),
        new(ElementType.Int16, ElementType.Int8, Marking.Symmetric, ElementType.Int64, ElementType.Int16),
        new(ElementType.Int16, ElementType.Int8, Marking.PerAxis, ElementType.Int64, ElementType.Int16),
        new(ElementType.Int16, ElementType.Int8, Marking.Symmetric, ElementType.Int32, ElementType.Int16),
        new(ElementType.Int16, ElementType.Int8, Marking.PerAxis, ElementType.Int32, ElementType.Int16),
    ];

    private static readonly Layer[] Layers =
    [
        new("FULLY_CONNECTED", new Shape(3, 5), new Shape(7, 5), 0, new Shape(3, 7)),
        new("CONV_2D", new Shape(1, 4, 5, 3), new Shape(6, 2, 2, 3), 0, new Shape(1, 3, 4, 6)),
        // Two groups: the extents say it, no option does.
        new("CONV_2D", new Shape(1, 4, 5, 6), new Shape(6, 2, 2, 3), 0, new Shape(1, 3, 4, 6)),
        new("DEPTHWISE_CONV_2D", new Shape(1, 4, 5, 6), new Shape(1, 2, 2, 6), 3, new Shape(1, 3, 4, 6)),
        new("TRANSPOSE_CONV", new Shape(1, 3, 4, 3), new Shape(6, 2, 2, 3), 0, new Shape(1, 6, 8, 6)),
    ];

    public static IEnumerable<KernelCase> All =>
    [
        .. from layer in Layers from types in Combinations from hasBias in new[] { true, false } select Case(layer, types, hasBias),
        .. Products(),
    ];

    private static KernelCase Case(Layer layer, Combination types, bool hasBias)
    {
        var isFloat = types.Input.IsFloat();
        var x = new KernelInput(
            types.Input, layer.Input, SeededValues.Of(new(types.Input, !isFloat), layer.Input, Domain.Signed, 1),
            isFloat ? Marking.None : Marking.PerTensor);
        var weights = new KernelInput(types.Weights, layer.Weights, Weights(layer), types.Marking, IsConstant: true) { Axis = layer.Axis };
        var channels = new Shape(layer.Output[-1]);
        var bias = hasBias
            ? new KernelInput(
                types.Bias, channels, SeededValues.Of(new(ElementType.Float32), channels, Domain.Signed, 3),
                isFloat ? Marking.None : Marking.Bias, IsConstant: true)
            : null;
        var shape = KernelInput.Index(ElementType.Int32, new Shape(4), [.. layer.Output.Extents.Select(e => (double)e)]);
        return new KernelCase(
            layer.Operator, layer.IsTransposed ? [shape, weights, x, bias] : [x, weights, bias],
            [new KernelOutput(types.Output, layer.Output, !types.Output.IsFloat())], layer.Attributes)
        {
            IsHybrid = types.Input == ElementType.Float32 && types.Marking != Marking.None,
        };
    }

    // The right operand of BATCH_MATMUL may be weights of a hybrid network; the families try all other types.
    private static IEnumerable<KernelCase> Products()
    {
        Shape left = new(2, 3, 4), right = new(2, 4, 5), result = new(2, 3, 5);
        foreach (var marking in new[] { Marking.Symmetric, Marking.PerAxis })
        {
            yield return new KernelCase(
                "BATCH_MATMUL",
                [
                    new KernelInput(ElementType.Float32, left, SeededValues.Of(new(ElementType.Float32), left, Domain.Signed, 1)),
                    new KernelInput(
                        ElementType.Int8, right, SeededValues.Of(new(ElementType.Float32), right, Domain.Signed, 2), marking,
                        IsConstant: true)
                    {
                        Axis = 2,
                    },
                ],
                [new KernelOutput(ElementType.Float32, result, false)], new Dictionary<string, object>())
            {
                IsHybrid = true,
            };
        }
    }

    private static double[] Weights(Layer layer)
    {
        var values = SeededValues.Of(new(ElementType.Float32), layer.Weights, Domain.Signed, 2);
        var (stride, channels) = (layer.Weights.Strides()[layer.Axis], layer.Weights[layer.Axis]);
        for (var i = 0; i < values.Length; i++) values[i] *= (1 << (int)(i / stride % channels % 5)) / 16.0;
        return values;
    }

    /// <summary>Types of a weighted operator.</summary>
    private sealed record Combination(ElementType Input, ElementType Weights, Marking Marking, ElementType Bias, ElementType Output);

    /// <summary>A weighted operator.</summary>
    private sealed record Layer(string Operator, Shape Input, Shape Weights, int Axis, Shape Output)
    {
        public bool IsTransposed => Operator == "TRANSPOSE_CONV";

        public IReadOnlyDictionary<string, object> Attributes => Operator switch
        {
            "FULLY_CONNECTED" => new Dictionary<string, object>(),
            "DEPTHWISE_CONV_2D" => Strided(1, ("depth_multiplier", 1L)),
            _ => Strided(IsTransposed ? 2 : 1),
        };

        private static Dictionary<string, object> Strided(long stride, params ReadOnlySpan<(string Name, object Value)> more)
        {
            var attributes = new Dictionary<string, object> { ["padding"] = 1L, ["stride_h"] = stride, ["stride_w"] = stride };
            foreach (var (name, value) in more) attributes[name] = value;
            return attributes;
        }
    }
}
