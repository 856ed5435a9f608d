using Sartor.Core;

namespace Sartor.Graph.Passes;

/// <summary>Rewritten kernels [C,O/G,spatial…] of transposed convolutions.</summary>
internal static class TransposedKernels
{
    /// <summary>Rows [start, start + count) of the first axis.</summary>
    public static Tensor Rows(Tensor tensor, long start, long count)
    {
        var bytes = tensor.Data.Length / tensor.Shape[0];
        return new Tensor(tensor.Element, tensor.Shape.With(0, count), tensor.Data.Slice((int)(start * bytes), (int)(count * bytes)));
    }

    /// <summary>The kernel [O,C/G,spatial…] of the convolution that is the transposed one of strides 1: turned round in space.</summary>
    public static Tensor Turned(Tensor kernel, long groups)
    {
        var shape = kernel.Shape;
        long inputs = shape[0] / groups, outputs = shape[1], places = shape.ElementCount / Math.Max(1, shape[0] * shape[1]);
        var result = new Shape([outputs * groups, inputs, .. shape.Extents.Skip(2)]);
        var size = kernel.Element.Bits() / 8;
        var bytes = new byte[kernel.Data.Length];
        var data = kernel.Data.Span;
        for (long c = 0; c < shape[0]; c++)
        {
            for (long o = 0; o < outputs; o++)
            {
                long from = ((c * outputs) + o) * places, to = (((c / inputs * outputs) + o) * inputs + (c % inputs)) * places;
                for (long p = 0; p < places; p++)
                    data.Slice((int)((from + p) * size), size).CopyTo(bytes.AsSpan((int)((to + places - 1 - p) * size)));
            }
        }
        return new Tensor(kernel.Element, result, bytes);
    }

    /// <summary>Dilation d puts d − 1 zeros between two elements of an axis.</summary>
    public static Tensor Dilated(Tensor kernel, EquatableArray<long> dilations)
    {
        if (dilations.Items.All(d => d == 1)) return kernel;
        var shape = kernel.Shape;
        var result = new Shape([shape[0], shape[1], .. dilations.Items.Select((d, i) => checked((d * (shape[i + 2] - 1)) + 1))]);
        var size = kernel.Element.Bits() / 8;
        var bytes = new byte[checked(result.ElementCount * size)];
        var strides = result.Strides();
        for (long from = 0; from < shape.ElementCount; from++)
        {
            long rest = from, to = 0;
            for (var axis = shape.Rank - 1; axis >= 0; axis--)
            {
                to += rest % shape[axis] * (axis < 2 ? 1 : dilations[axis - 2]) * strides[axis];
                rest /= shape[axis];
            }
            kernel.Data.Span.Slice((int)(from * size), size).CopyTo(bytes.AsSpan((int)(to * size)));
        }
        return new Tensor(kernel.Element, result, bytes);
    }
}
