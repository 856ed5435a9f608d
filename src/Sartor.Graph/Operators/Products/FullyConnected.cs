using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Products;

/// <summary>
/// A linear layer: x [batch…,K], weights [O,K] or [K,O] by <paramref name="Weights"/>, optional bias [O] → [batch…,O]. ONNX Gemm 7–13,
/// MatMul with constant weights; TFLite FULLY_CONNECTED.
/// </summary>
/// <param name="Weights">Order of the axes of the weights.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed record FullyConnected(WeightLayout Weights, Activation Activation = Activation.None) : Operator, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>K and O of weights of a shape.</summary>
    public (long Inputs, long Outputs) Extents(Shape weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Weights == WeightLayout.OutputInput ? (weights[1], weights[0]) : (weights[0], weights[1]);
    }

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        var (k, o) = Extents(inputs.Shape(1, 2, 2));
        if (x[-1] != k) inputs.Fail($"the input {x} has {x[-1]} features, the weights {inputs.Shape(1)} take {k}");
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != o) inputs.Fail($"the bias is {inputs.Shape(2)} for {o} outputs");
        return [inputs.Type(0) with { Shape = x.With(-1, o) }];
    }

    /// <summary>Result elements × K.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) =>
        checked(outputs[0].Shape!.ElementCount * Extents(inputs[1]!.Shape!).Inputs);

    /// <summary>The features have to stay the last axis.</summary>
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && permutation.Rank > 0 && permutation.Axes[permutation.Rank - 1] == permutation.Rank - 1
            ? AxisPropagations.FirstInput(this, permutation, types)
            : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!, weights = inputs[1]!;
        if (!x.Element.IsFloat() || !weights.Element.IsFloat()) return null;
        var (k, o) = Extents(weights.Shape);
        double[] rows = x.ToDoubles(), w = weights.ToDoubles(), bias = inputs.ElementAtOrDefault(2)?.ToDoubles() ?? new double[o];
        var (wi, wo) = Weights == WeightLayout.OutputInput ? (1L, k) : (o, 1L);
        var shape = x.Shape.With(-1, o);
        var result = new double[shape.ElementCount];
        for (long at = 0; at < result.Length; at++)
        {
            long row = at / o * k, column = at % o;
            var sum = bias[column];
            for (long i = 0; i < k; i++) sum += rows[row + i] * w[(i * wi) + (column * wo)];
            result[at] = Activation.Apply(sum);
        }
        return [Elements.FromDoubles(shape, result, x.Element)];
    }

    /// <summary>
    /// Y = alpha · A' · B' + beta · C. Factors other than 1 become multiplications; a C that is no bias vector is added after.
    /// </summary>
    internal sealed class Onnx() : OnnxBinding<FullyConnected>("Gemm")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        /// <summary>Gemm takes matrices; more axes are a MatMul, whose weights are [K,O], and an Add.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x, weights, bias) = (Of(node), node.Input(0), node.Input(1), node.OptionalInput(2));
            if (x.Type.Shape!.Rank == 2)
            {
                var transposed = op.Weights == WeightLayout.OutputInput ? 1L : 0L;
                cx.Emit(Raw("Gemm", ("transB", transposed)), [x, weights, bias], node.Outputs);
                return;
            }
            if (op.Weights == WeightLayout.OutputInput)
            {
                var shape = weights.Type.Shape!;
                weights = Step(
                    cx, $"{node.Name}/transposed", Raw("Transpose", ("perm", new EquatableArray<long>([1, 0]))),
                    Real(weights) with { Shape = new Shape(shape[1], shape[0]) }, weights);
            }
            if (bias is null) cx.Emit(Raw("MatMul"), [x, weights], node.Outputs);
            else cx.Emit(Raw("Add"), [Step(cx, $"{node.Name}/product", "MatMul", Real(node.Output), x, weights), bias], node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank != 2 || cx.Shape(1).Rank != 2) cx.Fail($"{cx.Shape(0)} and {cx.Shape(1)} are not matrices");
            if (!cx.Input(0).Type.Element.IsFloat()) cx.Fail($"a product of {cx.Input(0).Type.Element.Label()} is not supported");
            var x = cx.Raw.Int("transA", 0) != 0 ? cx.Emit(new Transpose(new Permutation([1, 0])), cx.Input(0)) : cx.Input(0);
            var op = new FullyConnected(cx.Raw.Int("transB", 0) != 0 ? WeightLayout.OutputInput : WeightLayout.InputOutput);
            var weights = Scale(cx, cx.Input(1), cx.Raw.Float("alpha", 1));
            var outputs = op.Extents(cx.Shape(1)).Outputs;
            if (cx.OptionalInput(2) is null) return [cx.Emit(op, x, weights, null)];
            var bias = Scale(cx, cx.Input(2), cx.Raw.Float("beta", 1));
            var shape = cx.Shape(2);
            if (shape == new Shape(outputs)) return [cx.Emit(op, x, weights, bias)];
            if (shape == new Shape(1, outputs)) return [cx.Emit(op, x, weights, cx.Emit(new Reshape([outputs]), bias))];
            return [cx.Emit(new Add(), cx.Emit(op, x, weights, null), bias)];
        }

        private static Value Scale(ReadContext cx, Value value, float factor) => factor == 1
            ? value
            : cx.Emit(new Mul(), value, cx.Constant(Tensor.Scalar(factor).ConvertTo(value.Type.Element)));
    }

    internal sealed class TFLite() : TFLiteBinding<FullyConnected>("FULLY_CONNECTED")
    {
        private const string KeepAxes = "keep_num_dims";
        private const long RowScales = 12;
        private const string Asymmetric = "asymmetric_quantize_inputs";

        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape x = cx.Shape(0), weights = cx.Shape(1);
            if (cx.Raw.Int("weights_format", 0) != 0) cx.Fail("its weights are shuffled");
            if (weights.Rank != 2 || weights[1] == 0) cx.Fail($"weights {weights} are not a matrix");
            var input = cx.Input(0);
            if (cx.Raw.Int(KeepAxes, 0) == 0 && (x.Rank != 2 || x[1] != weights[1]))
            {
                if (x.ElementCount % weights[1] != 0) cx.Fail($"input {x} does not divide into rows of {weights[1]}");
                input = cx.Emit(new Reshape([x.ElementCount / weights[1], weights[1]]), input);
            }
            return [cx.Emit(
                new FullyConnected(WeightLayout.OutputInput, TFLiteActivations.Read(cx.Raw)), input, cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (FullyConnected)node.Operator;
            var weights = node.Input(1);
            if (op.Weights != WeightLayout.OutputInput) cx.Fail(node, "FULLY_CONNECTED takes weights [O,K], not [K,O]");
            var attributes = new Dictionary<string, object>();
            if (op.Activation != Activation.None) attributes[TFLiteActivations.Attribute] = TFLiteActivations.Code(op.Activation);
            if (node.Input(0).Type.Shape!.Rank != 2) attributes[KeepAxes] = 1L;
            if (IsHybrid(node)) attributes[Asymmetric] = 1L;
            var inputs = TFLiteBias.Inputs(node, cx, weights.Type.Shape![0]);
            var raw = RawNode.Of("tflite", "FULLY_CONNECTED", Version(node), attributes);
            // Runtimes without version 12 compute a scale for each row wrongly, without a word: that version keeps the file from them.
            if (weights.Quantization is { IsPerAxis: true } && cx.Computes(raw with { Version = RowScales }, inputs, node.Outputs))
                raw = raw with { Version = RowScales };
            cx.Emit(raw, inputs, node.Outputs);
        }

        // Weights in int8, quantised inputs made while running: asymmetric ones lose less.
        private static bool IsHybrid(Node node) =>
            node.Input(0).Type.Element == ElementType.Float32 && node.Input(1).Type.Element == ElementType.Int8;

        // op_version.cc: 9 hybrid with asymmetric inputs, 7 for int16, 5 for keep_num_dims, 4 for int8, else 1.
        private static int Version(Node node) =>
            IsHybrid(node) ? 9 : node.Input(0).Type.Element == ElementType.Int16 ? 7
                : node.Input(0).Type.Shape!.Rank != 2 ? 5 : node.Input(0).Type.Element == ElementType.Int8 ? 4 : 1;
    }
}
