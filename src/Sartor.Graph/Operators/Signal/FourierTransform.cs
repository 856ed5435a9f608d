using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Signal;

/// <summary>The discrete Fourier transform as a product with a constant matrix: shapes are static, and so is the matrix.</summary>
internal static class FourierTransform
{
    // Extents of the matrix; more are refused by name.
    private const long LargestMatrix = 1 << 22;

    /// <summary>ONNX DFT 17–20: values [batch…,n,1 or 2], real or complex, transformed along one axis.</summary>
    internal sealed class Onnx() : OnnxBinding("DFT")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var shape = cx.Shape(0);
            if (shape.Rank < 2 || shape[-1] is not (1 or 2)) cx.Fail($"{shape} has no last axis of 1 or 2 parts");
            var given = cx.Raw.Version >= 20
                ? cx.OptionalInput(2) is null ? -2 : cx.ConstantInput(2).ToInt64s()[0]
                : cx.Raw.Int("axis", 1);
            var axis = cx.Axis(checked((int)given), 0);
            if (axis == shape.Rank - 1) cx.Fail("it transforms the axis of the parts");
            var length = cx.OptionalInput(1) is null ? shape[axis] : cx.ConstantInput(1).ToInt64s()[0];
            var bins = cx.Raw.Int("onesided", 0) != 0 ? (length / 2) + 1 : length;
            var order = Enumerable.Range(0, shape.Rank).ToArray();
            (order[axis], order[^2]) = (order[^2], order[axis]);
            var swap = new Transpose(new Permutation(order.ToEquatableArray()));
            Value Swapped(Value v) => axis == shape.Rank - 2 ? v : cx.Emit(swap, v);
            return [Swapped(Transform(cx, Swapped(cx.Input(0)), length, bins, cx.Raw.Int("inverse", 0) != 0))];
        }
    }

    /// <summary>ONNX STFT 17: the transforms of the windows of a signal [batch,n] or [batch,n,1 or 2].</summary>
    internal sealed class OnnxShortTime() : OnnxBinding("STFT")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var shape = cx.Shape(0);
            if (shape.Rank is not (2 or 3)) cx.Fail($"a signal of shape {shape}");
            var parts = shape.Rank == 3 ? shape[2] : 1;
            var step = cx.ConstantInput(1).ToInt64s()[0];
            var length = cx.OptionalInput(3) is not null ? cx.ConstantInput(3).ToInt64s()[0] : cx.Shape(2)[0];
            if (parts is not (1 or 2) || step < 1 || length < 1 || length > shape[1])
                cx.Fail($"frames of {length}, {step} apart, do not fit {shape}");
            var frames = 1 + ((shape[1] - length) / step);
            cx.TakeElements(frames * length);
            var places = new int[frames * length];
            for (long i = 0; i < places.Length; i++) places[i] = checked((int)((i / length * step) + (i % length)));
            var signal = cx.Emit(new Reshape([shape[0], shape[1], parts]), cx.Input(0));
            var framed = cx.Emit(new Gather(1), signal, cx.Constant(Tensor.Create(new Shape(frames, length), places)));
            if (cx.OptionalInput(2) is not null)
                framed = cx.Emit(new Mul(), framed, cx.Emit(new Reshape([length, 1]), cx.Input(2)));
            var bins = cx.Raw.Int("onesided", 1) != 0 ? (length / 2) + 1 : length;
            return [Transform(cx, framed, length, bins, isInverse: false)];
        }
    }

    // [batch…,n,parts] → [batch…,bins,2]; missing elements are 0, surplus ones are left out.
    private static Value Transform(ReadContext cx, Value x, long length, long bins, bool isInverse)
    {
        var shape = x.Type.Shape!;
        long n = shape[-2], parts = shape[-1];
        if (length < 1 || checked(n * parts) * (bins * 2) > LargestMatrix) cx.Fail($"a transform of {n} elements to {bins} is too large");
        cx.TakeElements(n * parts * bins * 2);
        var matrix = new float[n * parts * bins * 2];
        for (long k = 0; k < Math.Min(n, length); k++)
        {
            for (long bin = 0; bin < bins; bin++)
            {
                // Of the angle, whole turns are left out before it becomes a floating-point number.
                var angle = 2 * Math.PI * (k * bin % length) / length * (isInverse ? 1 : -1);
                var scale = isInverse ? 1.0 / length : 1;
                double real = scale * Math.Cos(angle), imaginary = scale * Math.Sin(angle);
                Set(k, 0, bin, 0, real);
                Set(k, 0, bin, 1, imaginary);
                if (parts == 1) continue;
                Set(k, 1, bin, 0, -imaginary);
                Set(k, 1, bin, 1, real);
            }
        }
        void Set(long k, long part, long bin, long component, double value) =>
            matrix[(((bin * 2) + component) * n * parts) + (k * parts) + part] = (float)value;
        var batch = shape.Extents.SkipLast(2).ToArray();
        var rows = cx.Emit(new Reshape([.. batch, n * parts]), x);
        var weights = cx.Constant(Tensor.Create(new Shape(bins * 2, n * parts), matrix));
        return cx.Emit(new Reshape([.. batch, bins, 2]), cx.Emit(new FullyConnected(WeightLayout.OutputInput), rows, weights, null));
    }
}
