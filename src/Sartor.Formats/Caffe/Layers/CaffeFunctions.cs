using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.Caffe.Layers;

/// <summary>Linear layers, normalizations, and functions of each element.</summary>
internal static class CaffeFunctions
{
    private static readonly (string Type, Operator Op)[] s_plain =
    [
        ("Sigmoid", new Logistic()), ("TanH", new Tanh()), ("AbsVal", new Abs()), ("BNLL", new Softplus()), ("ReLU6", Clamp.Relu6),
    ];

    internal sealed class Plain() : CaffeBinding([.. s_plain.Select(p => p.Type)])
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(s_plain.First(p => p.Type == cx.Raw.Type).Op, cx.Input(0))];
    }

    internal sealed class WithNumbers() : CaffeBinding("ReLU", "ELU", "Clip", "Power", "Exp", "Log", "Swish", "Dropout", "Split")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            switch (cx.Raw.Type)
            {
                case "Dropout": return [x];
                case "Split": return [.. Enumerable.Repeat(x, cx.OutputCount)];
                case "ReLU": return [cx.Emit(Float(cx, "negative_slope", 0) is not 0 and var slope ? new LeakyRelu(slope) : Clamp.Relu, x)];
                case "ELU": return [cx.Emit(new Elu(Float(cx, "alpha", 1)), x)];
                case "Clip": return [cx.Emit(new Clamp(Float(cx, "min", 0), Float(cx, "max", 0)), x)];
                case "Swish": return [cx.Emit(new Mul(), x, cx.Emit(new Logistic(), Times(cx, x, Float(cx, "beta", 1))))];
                case "Power":
                    var inner = Plus(cx, Times(cx, x, Float(cx, "scale", 1)), Float(cx, "shift", 0));
                    return [Float(cx, "power", 1) is var power && power == 1 ? inner : cx.Emit(new Pow(), inner, Number(cx, power))];
            }
            // base^(shift + scale · x), and the logarithm of what stands in it; a base of −1 is e.
            var (b, scaled) = (Float(cx, "base", -1), Plus(cx, Times(cx, x, Float(cx, "scale", 1)), Float(cx, "shift", 0)));
            if (b != -1 && !(b > 0)) cx.Fail($"the base {b} is not positive");
            var factor = b == -1 ? 1 : MathF.Log(b);
            return [cx.Raw.Type == "Exp" ? cx.Emit(new Exp(), Times(cx, scaled, factor))
                : Times(cx, cx.Emit(new Log(), scaled), 1 / factor)];
        }

        private static Value Number(ReadContext cx, float value) => cx.Constant(Tensor.Scalar(value));

        private static Value Times(ReadContext cx, Value x, float factor) => factor == 1 ? x : cx.Emit(new Mul(), x, Number(cx, factor));

        private static Value Plus(ReadContext cx, Value x, float shift) => shift == 0 ? x : cx.Emit(new Add(), x, Number(cx, shift));
    }

    internal sealed class InnerProduct() : CaffeBinding("InnerProduct")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, outputs, axis) = (cx.Shape(0), Int(cx, "num_output", 0), Axis(cx, Int(cx, "axis", 1)));
            if (outputs < 1) cx.Fail($"{outputs} outputs are out of range");
            long[] outer = [.. x.Extents.Take(axis)];
            var inputs = x.Extents.Skip(axis).Aggregate(1L, (a, b) => checked(a * b));
            var isTransposed = Bool(cx, "transpose", false);
            var weights = isTransposed ? Weight(cx, 1, inputs, outputs) : Weight(cx, 1, outputs, inputs);
            var bias = Bool(cx, "bias_term", true) ? Weight(cx, 2, outputs) : null;
            var rows = x.Rank == axis + 1 ? cx.Input(0) : cx.Emit(new Reshape([.. outer, inputs]), cx.Input(0));
            return [cx.Emit(new FullyConnected(isTransposed ? WeightLayout.InputOutput : WeightLayout.OutputInput), rows, weights, bias)];
        }
    }

    internal sealed class Slopes() : CaffeBinding("PReLU")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (Bool(cx, "channel_shared", false)) return [cx.Emit(new PRelu(), cx.Input(0), Weight(cx, 1, 1))];
            var x = cx.Shape(0);
            return [cx.Emit(new PRelu(), cx.Input(0), Weight(cx, 1, [x[1], .. Enumerable.Repeat(1L, x.Rank - 2)]))];
        }
    }

    /// <summary>Mean and variance are sums, which the third blob divides.</summary>
    internal sealed class BatchNorm() : CaffeBinding("BatchNorm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (!Bool(cx, "use_global_stats", true)) cx.Fail("statistics of the batch are not supported");
            var channels = cx.Shape(0)[1];
            var divisor = cx.ConstantInput(3).ToSingles() is [var factor] ? factor : 0;
            cx.TakeElements(4 * channels);
            Value Part(int index)
            {
                var values = Weight(cx, index, channels).Constant!.ToSingles();
                return cx.Constant(Tensor.Vector<float>([.. values.Select(v => divisor == 0 ? 0 : v / divisor)]));
            }
            Value Filled(float value) => cx.Constant(Tensor.Vector<float>([.. Enumerable.Repeat(value, checked((int)channels))]));
            return
            [
                cx.Emit(
                    new BatchNormalization(ChannelLayout.ChannelsFirst, Float(cx, "eps", 1e-5f)), cx.Input(0), Filled(1), Filled(0),
                        Part(1), Part(2)),
            ];
        }
    }

    /// <summary>Factors, or summands, of some axes: weights of the layer, or another blob.</summary>
    internal sealed class Scale() : CaffeBinding("Scale", "Bias")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, axis, isScale) = (cx.Shape(0), Axis(cx, Int(cx, "axis", 1)), cx.Raw.Type == "Scale");
            var operand = cx.Input(1);
            var shape = operand.Type.Shape!;
            // As many axes from the first on as the operand has.
            long count = 1;
            var end = axis;
            while (end < x.Rank && (operand.Constant is null ? end - axis < shape.Rank : count < shape.ElementCount)) count *= x[end++];
            if (count != shape.ElementCount) cx.Fail($"{shape} does not fit the axes from {axis} on of {x}");
            long[] extents = [.. x.Extents.Skip(axis).Take(end - axis), .. Enumerable.Repeat(1L, x.Rank - end)];
            var factor = operand.Constant is null ? cx.Emit(new Reshape(extents.ToEquatableArray()), operand) : Weight(cx, 1, extents);
            var result = cx.Emit(isScale ? new Mul() : new Add(), cx.Input(0), factor);
            return [isScale && Bool(cx, "bias_term", false) ? cx.Emit(new Add(), result, Weight(cx, 2, extents)) : result];
        }
    }

    internal sealed class LRN() : CaffeBinding("LRN")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (Choice(cx, "norm_region", "ACROSS_CHANNELS") is not ("ACROSS_CHANNELS" or "0"))
                cx.Fail("a normalization within channels is not supported");
            if (Int(cx, "local_size", 5) is var size && (size < 1 || size % 2 == 0)) cx.Fail(
                $"a window of {size} channels is out of range");
            return
            [
                cx.Emit(
                    new LocalResponseNormalization(
                        ChannelLayout.ChannelsFirst, size, Float(cx, "alpha", 1), Float(cx, "beta", 0.75f), Float(cx, "k", 1)),
                            cx.Input(0)),
            ];
        }
    }

    internal sealed class Eltwise() : CaffeBinding("Eltwise")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var kind = Choice(cx, "operation", "SUM");
            Operator op = kind switch { "PROD" or "0" => new Mul(), "MAX" or "2" => new Maximum(), _ => new Add() };
            var factors = op is Add ? Floats(cx, "coeff") : [];
            if (factors.Length > 0 && factors.Length != cx.InputCount) cx.Fail(
                $"it has {factors.Length} factors for {cx.InputCount} inputs");
            Value Term(int i) => factors.Length == 0 || factors[i] == 1
                ? cx.Input(i)
                : cx.Emit(new Mul(), cx.Input(i), cx.Constant(Tensor.Scalar(factors[i])));
            var result = Term(0);
            for (var i = 1; i < cx.InputCount; i++) result = cx.Emit(op, result, Term(i));
            return [result];
        }
    }

    internal sealed class Softmaxes() : CaffeBinding("Softmax")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Softmax(Axis(cx, Int(cx, "axis", 1))), cx.Input(0))];
    }
}
