using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Operators;

/// <summary>
/// Convolutions and poolings with any number of spatial axes, in plain loops over their definitions (ONNX operator specification, Conv,
/// ConvTranspose, MaxPool, AveragePool). It shares no arithmetic of extents, layouts or pads with the operators that it checks.
/// </summary>
public static class WindowReference
{
    /// <summary>The result, in the element type of the first input; null for an operator without a window.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="inputs">Its operands; null for one left out.</param>
    public static Tensor? Evaluate(Operator op, IReadOnlyList<Tensor?> inputs) => op switch
    {
        Convolution convolution => Convolve(convolution, inputs),
        TransposeConvolution transposed => TransposeConvolve(transposed, inputs),
        Pooling pooling => Pool(pooling, inputs[0]!),
        _ => null,
    };

    private static Tensor Convolve(Convolution op, IReadOnlyList<Tensor?> inputs)
    {
        var x = Image.Of(inputs[0]!, op.Layout);
        var kernel = new Kernel(inputs[1]!, op.Kernel);
        var bias = inputs.ElementAtOrDefault(2)?.ToDoubles() ?? new double[kernel.Outputs];
        var window = new Walk(kernel.Spatial, op.Strides, op.Dilations, op.PadsBefore);
        var result = Image.Empty(x.Batch, kernel.Outputs, window.Positions(x.Spatial, op.PadsAfter), op.Layout);
        var outputsPerGroup = kernel.Outputs / op.Groups;
        result.Fill((n, o, at) =>
        {
            var sum = bias[o];
            window.Visit(at, x.Spatial, (inside, tap) =>
            {
                for (long k = 0; k < kernel.Inputs; k++) sum += x[n, (o / outputsPerGroup * kernel.Inputs) + k, inside] * kernel[o, k, tap];
            });
            return Activate(op.Activation, sum);
        });
        return result.ToTensor(inputs[0]!.Element);
    }

    // Each input element adds its multiple of the kernel to the result: the definition, without the convolution that it is the gradient of.
    private static Tensor TransposeConvolve(TransposeConvolution op, IReadOnlyList<Tensor?> inputs)
    {
        var x = Image.Of(inputs[0]!, op.Layout);
        var kernel = new Kernel(inputs[1]!, op.Kernel);
        var outputs = kernel.Inputs * op.Groups;
        var bias = inputs.ElementAtOrDefault(2)?.ToDoubles() ?? new double[outputs];
        var window = new Walk(kernel.Spatial, op.Strides, op.Dilations, op.PadsBefore);
        long[] extents = [.. x.Spatial.Select((e, i) =>
            ((e - 1) * op.Strides[i]) + ((kernel.Spatial[i] - 1) * op.Dilations[i]) + 1 - op.PadsBefore[i] - op.PadsAfter[i])];
        var result = Image.Empty(x.Batch, outputs, extents, op.Layout);
        result.Fill((_, o, _) => bias[o]);
        var inputsPerGroup = kernel.Outputs / op.Groups;
        x.Visit((n, k, at) => window.Visit(at, extents, (inside, tap) =>
        {
            for (long o = 0; o < kernel.Inputs; o++)
                result[n, (k / inputsPerGroup * kernel.Inputs) + o, inside] += x[n, k, at] * kernel[k, o, tap];
        }));
        result.Fill((n, o, at) => Activate(op.Activation, result[n, o, at]));
        return result.ToTensor(inputs[0]!.Element);
    }

    private static Tensor Pool(Pooling op, Tensor input)
    {
        var x = Image.Of(input, op.Layout);
        var window = new Walk(op.Kernel.Items, op.Strides, op.Dilations, op.PadsBefore);
        var result = Image.Empty(x.Batch, x.Channels, window.Positions(x.Spatial, op.PadsAfter), op.Layout);
        var taps = op.Kernel.Items.Aggregate(1L, (a, b) => a * b);
        result.Fill((n, c, at) =>
        {
            var values = new List<double>();
            window.Visit(at, x.Spatial, (inside, _) => values.Add(x[n, c, inside]));
            var value = op is AveragePool average ? values.Sum() / (average.CountsPadding ? taps : values.Count) : values.Max();
            return Activate(op.Activation, value);
        });
        return result.ToTensor(input.Element);
    }

    private static double Activate(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(0, x),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.ReluN1To1 => Math.Clamp(x, -1, 1),
        Activation.Tanh => Math.Tanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "is not evaluated here"),
    };

    // All index vectors below the extents, in row-major order; the array is used again.
    private static IEnumerable<long[]> Indices(IReadOnlyList<long> extents)
    {
        if (extents.Any(e => e == 0)) yield break;
        var index = new long[extents.Count];
        for (; ; )
        {
            yield return index;
            var axis = index.Length - 1;
            while (axis >= 0 && ++index[axis] == extents[axis]) index[axis--] = 0;
            if (axis < 0) yield break;
        }
    }

    private static long Offset(IReadOnlyList<long> extents, long first, long second, long[] rest, long last)
    {
        var at = (first * extents[1]) + second;
        var axis = 2;
        foreach (var i in rest) at = (at * extents[axis++]) + i;
        return last < 0 ? at : (at * extents[axis]) + last;
    }

    /// <summary>Where the taps of a window lie.</summary>
    private sealed class Walk(
        IReadOnlyList<long> kernel, EquatableArray<long> strides, EquatableArray<long> dilations, EquatableArray<long> padsBefore)
    {
        /// <summary>Number of windows along each axis that lie in the padded input as a whole.</summary>
        public long[] Positions(IReadOnlyList<long> input, EquatableArray<long> padsAfter)
        {
            var positions = new long[kernel.Count];
            for (var i = 0; i < positions.Length; i++)
            {
                var end = padsBefore[i] + input[i] + padsAfter[i];
                for (long start = 0; start + ((kernel[i] - 1) * dilations[i]) < end; start += strides[i]) positions[i]++;
            }
            return positions;
        }

        /// <summary>Calls back for each tap of the window at a position that lies inside <paramref name="extents"/>.</summary>
        public void Visit(long[] position, IReadOnlyList<long> extents, Action<long[], long[]> tap)
        {
            var inside = new long[position.Length];
            foreach (var index in Indices(kernel))
            {
                var isInside = true;
                for (var i = 0; i < inside.Length; i++)
                {
                    inside[i] = (position[i] * strides[i]) + (index[i] * dilations[i]) - padsBefore[i];
                    isInside &= inside[i] >= 0 && inside[i] < extents[i];
                }
                if (isInside) tap(inside, index);
            }
        }
    }

    /// <summary>An image of any number of spatial axes, addressed by meaning.</summary>
    private sealed class Image(Shape shape, ChannelLayout layout, double[] data)
    {
        private readonly long[] _extents = [.. shape.Extents];
        private readonly bool _isFirst = layout == ChannelLayout.ChannelsFirst;

        public long Batch => _extents[0];

        public long Channels => _isFirst ? _extents[1] : _extents[^1];

        public long[] Spatial => _isFirst ? _extents[2..] : _extents[1..^1];

        public double this[long n, long c, long[] at]
        {
            get => data[At(n, c, at)];
            set => data[At(n, c, at)] = value;
        }

        public static Image Of(Tensor tensor, ChannelLayout layout) => new(tensor.Shape, layout, tensor.ToDoubles());

        public static Image Empty(long batch, long channels, long[] spatial, ChannelLayout layout)
        {
            var shape = layout == ChannelLayout.ChannelsFirst
                ? new Shape([batch, channels, .. spatial])
                : new Shape([batch, .. spatial, channels]);
            return new Image(shape, layout, new double[shape.ElementCount]);
        }

        public void Visit(Action<long, long, long[]> visit)
        {
            for (long n = 0; n < Batch; n++)
            {
                for (long c = 0; c < Channels; c++)
                {
                    foreach (var at in Indices(Spatial)) visit(n, c, at);
                }
            }
        }

        public void Fill(Func<long, long, long[], double> value) => Visit((n, c, at) => this[n, c, at] = value(n, c, at));

        public Tensor ToTensor(ElementType element) => Tensor.Create(shape, data).ConvertTo(element);

        private long At(long n, long c, long[] at) => _isFirst ? Offset(_extents, n, c, at, -1) : Offset(_extents, n, at[0], at[1..], c);
    }

    /// <summary>A kernel, addressed by meaning: outputs and inputs of the forward convolution.</summary>
    private sealed class Kernel(Tensor tensor, KernelLayout layout)
    {
        private readonly double[] _data = tensor.ToDoubles();
        private readonly long[] _extents = [.. tensor.Shape.Extents];

        public long Outputs => layout == KernelLayout.InputSpatialOutput ? _extents[^1] : _extents[0];

        /// <summary>Of one group.</summary>
        public long Inputs => layout switch
        {
            KernelLayout.OutputInputSpatial => _extents[1],
            KernelLayout.OutputSpatialInput => _extents[^1],
            _ => _extents[0],
        };

        public long[] Spatial { get; } =
            [.. layout == KernelLayout.OutputInputSpatial ? tensor.Shape.Extents.Skip(2) : tensor.Shape.Extents.Skip(1).SkipLast(1)];

        public double this[long o, long i, long[] tap] => _data[layout switch
        {
            KernelLayout.OutputInputSpatial => Offset(_extents, o, i, tap, -1),
            KernelLayout.OutputSpatialInput => Offset(_extents, o, tap[0], tap[1..], i),
            _ => Offset(_extents, i, tap[0], tap[1..], o),
        }];
    }
}
