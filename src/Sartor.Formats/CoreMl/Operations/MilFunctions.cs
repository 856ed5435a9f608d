using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Functions of each element that have parameters, or that MIL has in parts.</summary>
internal static class MilFunctions
{
    /// <summary>A function with floats as parameters.</summary>
    /// <param name="type">Name in MIL.</param>
    /// <param name="names">The parameters.</param>
    /// <param name="make">From their values.</param>
    /// <param name="values">And back.</param>
    internal abstract class Scaled<TOperator>(
        string type, string[] names, Func<float[], Operator> make, Func<TOperator, float[]> values) : MilBinding<TOperator>(type)
        where TOperator : Operator
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(make([.. names.Select(n => cx.Raw.Float(n))]), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            cx.Emit(Raw(type, [.. names.Zip(values(Of(node)), (n, v) => (n, (object)v))]), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class OfLeakyRelu() : Scaled<LeakyRelu>("leaky_relu", ["alpha"], v => new LeakyRelu(v[0]), op => [op.Alpha]);

    internal sealed class OfElu() : Scaled<Elu>("elu", ["alpha"], v => new Elu(v[0]), op => [op.Alpha]);

    internal sealed class OfHardSigmoid() : Scaled<HardSigmoid>(
        "sigmoid_hard", ["alpha", "beta"], v => new HardSigmoid(v[0], v[1]), op => [op.Alpha, op.Beta]);

    /// <summary>relu, relu6, clip, and where one side is open maximum and minimum.</summary>
    internal sealed class OfClamp() : MilBinding<Clamp>("relu", "relu6", "clip")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
        [
            cx.Emit(
                cx.Raw.Type switch
                {
                    "relu" => Clamp.Relu,
                    "relu6" => Clamp.Relu6,
                    _ => new Clamp(cx.Raw.Float("alpha"), cx.Raw.Float("beta")),
                }, cx.Input(0)),
        ];

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            var isReal = x.Type.Element == ElementType.Float32;
            if (isReal && op == Clamp.Relu) cx.Emit(Raw("relu"), [x], node.Outputs);
            else if (isReal && op == Clamp.Relu6) cx.Emit(Raw("relu6"), [x], node.Outputs);
            else if (isReal && float.IsFinite(op.Minimum) && float.IsFinite(op.Maximum))
                cx.Emit(Raw("clip", ("alpha", op.Minimum), ("beta", op.Maximum)), [x], node.Outputs);
            else
            {
                Value Bound(float value) => isReal ? Number(cx, node, value)
                    : cx.Constant($"{node.Name}/bound", Tensor.Scalar(value).ConvertTo(x.Type.Element));
                var (hasLow, hasHigh) = (!float.IsNegativeInfinity(op.Minimum), !float.IsPositiveInfinity(op.Maximum));
                if (hasLow && hasHigh) x = Step(cx, $"{node.Name}/low", Raw("maximum"), x.Type, x, Bound(op.Minimum));
                if (hasHigh) cx.Emit(Raw("minimum"), [x, Bound(op.Maximum)], node.Outputs);
                else if (hasLow) cx.Emit(Raw("maximum"), [x, Bound(op.Minimum)], node.Outputs);
                else cx.Emit(Raw("identity"), [x], node.Outputs);
            }
        }
    }

    internal sealed class OfGelu() : MilBinding<Gelu>("gelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            switch (cx.Raw.String("mode", "EXACT"))
            {
                case "EXACT": return [cx.Emit(new Gelu(false), cx.Input(0))];
                case "TANH_APPROXIMATION": return [cx.Emit(new Gelu(true), cx.Input(0))];
                default:
                    cx.Fail($"mode {cx.Raw.String("mode")} is not supported");
                    return [];
            }
        }

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("gelu", ("mode", Of(node).Approximate ? "TANH_APPROXIMATION" : "EXACT")), [node.Input(0)], node.Outputs);
    }

    /// <summary>x · σ(x).</summary>
    internal sealed class Silu() : MilBinding("silu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Mul(), cx.Input(0), cx.Emit(new Logistic(), cx.Input(0)))];
    }

    /// <summary>MIL adds a small number to the operand; as written here, none.</summary>
    internal sealed class OfLog() : MilBinding<Log>("log")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var small = cx.Raw.Float("epsilon", 1e-45f);
            // Next to any normal number, a subnormal one is nothing.
            return [cx.Emit(new Log(), small < 1.2e-38f ? cx.Input(0)
                : cx.Emit(new Add(), cx.Input(0), cx.Constant(Tensor.Scalar(small))))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            cx.Emit(Raw("log", ("epsilon", 0f)), [node.Input(0)], node.Outputs);
        }
    }

    /// <summary>1 / x and 1 / √x, which MIL has with a small number added to x.</summary>
    internal sealed class Inverses() : MilBinding("inverse", "rsqrt")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var isRoot = cx.Raw.Type == "rsqrt";
            var x = cx.Input(0);
            if (cx.Raw.Float("epsilon", isRoot ? 1e-12f : 1e-4f) is not 0 and var small)
                x = cx.Emit(new Add(), x, cx.Constant(Tensor.Scalar(small)));
            return [cx.Emit(isRoot ? new Rsqrt() : new Reciprocal(), x)];
        }
    }

    internal abstract class OfParts<TOperator> : MilBinding<TOperator> where TOperator : Operator
    {
        public sealed override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (raw, operands) = Last(node, cx, node.Input(0));
            cx.Emit(raw, operands, node.Outputs);
        }

        /// <summary>The last step; those before it are emitted.</summary>
        protected abstract (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x);

        protected static Value Part(WriteContext cx, Node node, string name, RawNode raw, params ReadOnlySpan<Value?> operands) =>
            Step(cx, $"{node.Name}/{name}", raw, node.Output.Type, operands);
    }

    internal sealed class OfNeg : MilBinding<Neg>
    {
        public override void Write(Node node, WriteContext cx)
        {
            var minus = cx.Constant($"{node.Name}/minus", Tensor.Scalar(-1f).ConvertTo(node.Input(0).Type.Element));
            cx.Emit(Raw("mul"), [node.Input(0), minus], node.Outputs);
        }
    }

    internal sealed class OfReciprocal : OfParts<Reciprocal>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x) =>
            (Raw("real_div"), [Number(cx, node, 1), x]);
    }

    internal sealed class OfRsqrt : OfParts<Rsqrt>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x) =>
            (Raw("real_div"), [Number(cx, node, 1), Part(cx, node, "root", Raw("sqrt"), x)]);
    }

    internal sealed class OfHardSwish : OfParts<HardSwish>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x) =>
            (Raw("mul"), [x, Part(cx, node, "gate", Raw("sigmoid_hard", ("alpha", 1f / 6), ("beta", 0.5f)), x)]);
    }

    internal sealed class OfMish : OfParts<Mish>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x) =>
            (Raw("mul"), [x, Part(cx, node, "gate", Raw("tanh"), Part(cx, node, "softplus", Raw("softplus"), x))]);
    }

    internal sealed class OfSelu : OfParts<Selu>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x) =>
            (Raw("mul"), [Part(cx, node, "elu", Raw("elu", ("alpha", Of(node).Alpha)), x), Number(cx, node, Of(node).Gamma)]);
    }

    /// <summary>Alpha · elu(x / Alpha).</summary>
    internal sealed class OfCelu : OfParts<Celu>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x)
        {
            var alpha = Number(cx, node, Of(node).Alpha);
            var scaled = Part(cx, node, "scaled", Raw("real_div"), x, alpha);
            return (Raw("mul"), [Part(cx, node, "elu", Raw("elu", ("alpha", 1f)), scaled), alpha]);
        }
    }

    internal sealed class OfThresholdedRelu : OfParts<ThresholdedRelu>
    {
        protected override (RawNode Raw, Value[] Operands) Last(Node node, WriteContext cx, Value x)
        {
            var above = Step(
                cx, $"{node.Name}/above", Raw("greater"), x.Type with { Element = ElementType.Bool }, x, Number(cx, node, Of(node).Alpha));
            return (Raw("select"), [above, x, Number(cx, node, 0)]);
        }
    }

    /// <summary>One slope, or one a channel; others as max(x, 0) + slope · min(x, 0).</summary>
    internal sealed class OfPRelu() : MilBinding<PRelu>("prelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (x, slope) = (cx.Shape(0), cx.Input(1));
            if (cx.Shape(1) is not { Rank: 1 } own || x.Rank < 3 || own[0] != x[1]) cx.Fail($"slopes {cx.Shape(1)} for {x}");
            long[] extents = [x[1], .. Enumerable.Repeat(1L, x.Rank - 2)];
            // What is stored in float16 stays the constant of this operator, as in float32.
            var step = slope.Producer;
            var shaped = step?.Operator is Graph.Operators.Conversions.Dequantize floats
                && step.Input(0).Constant is { Element: ElementType.Float16 } halves
                ? cx.Emit(floats, cx.Constant(halves.Reshape(new Shape(extents))))
                : cx.Emit(new Graph.Operators.Shapes.Reshape(extents.ToEquatableArray()), slope);
            return [cx.Emit(new PRelu(), cx.Input(0), shaped)];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (x, slope) = (node.Input(0), node.Input(1));
            var (shape, own) = (x.Type.Shape!, slope.Type.Shape!);
            if (slope.Constant is { } stored && shape.Rank >= 3 && own.Rank >= shape.Rank - 1 && own[own.Rank - shape.Rank + 1] == shape[1]
                && own.ElementCount == shape[1])
            {
                cx.Emit(Raw("prelu"), [x, cx.Constant(slope.Name, stored.Reshape(new Shape(shape[1])))], node.Outputs);
                return;
            }
            var zero = Number(cx, node, 0);
            Value Part(string name, string type, Value a, Value b, Shape of) =>
                Step(cx, $"{node.Name}/{name}", Raw(type), x.Type with { Shape = of }, a, b);
            var below = Part("slope", "mul", Part("below", "minimum", x, zero, shape), slope, Made(node));
            cx.Emit(Raw("add"), [Part("above", "maximum", x, zero, shape), below], node.Outputs);
        }
    }

    /// <summary>Factors and offsets of MIL's own activations.</summary>
    internal sealed class Linear() : MilBinding("linear_activation", "scaled_tanh", "thresholded_relu", "exp2")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            Value Constant(float value) => cx.Constant(Tensor.Scalar(value));
            Value Parameter(string name) => Constant(cx.Raw.Float(name));
            return cx.Raw.Type switch
            {
                "linear_activation" => [cx.Emit(new Add(), cx.Emit(new Mul(), x, Parameter("alpha")), Parameter("beta"))],
                "scaled_tanh" => [cx.Emit(new Mul(), Parameter("alpha"), cx.Emit(new Tanh(), cx.Emit(new Mul(), x, Parameter("beta"))))],
                "exp2" => [cx.Emit(new Pow(), Constant(2), x)],
                _ =>
                [
                    cx.Emit(
                        new Graph.Operators.Selections.Select(),
                        cx.Emit(new Graph.Operators.Logic.GreaterOrEqual(), x, Parameter("alpha")), x, Constant(0)),
                ],
            };
        }
    }
}
