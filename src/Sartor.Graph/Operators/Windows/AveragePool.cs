using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Windows;

/// <summary>The mean of each window. ONNX AveragePool 7–19; TFLite AVERAGE_POOL_2D (padding not counted).</summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Extents of the window, one ≥ 1 a spatial axis.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">One ≥ 0 a spatial axis.</param>
/// <param name="PadsAfter">One ≥ 0 a spatial axis.</param>
/// <param name="CountsPadding">True: zeros of the padding count; false: the mean is of the elements inside the input.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed record AveragePool(
    ChannelLayout Layout,
    EquatableArray<long> Kernel,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    bool CountsPadding,
    Activation Activation = Activation.None) : Pooling(Layout, Kernel, Strides, Dilations, PadsBefore, PadsAfter, Activation)
{
    internal sealed class Onnx() : OnnxBinding<AveragePool>("AveragePool")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        /// <summary>Dilations came with operator set 19.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            OnnxLayout.Require(node, op.Layout, cx);
            if (op.Dilations.Items.Any(d => d != 1))
                cx.Fail(node, $"AveragePool of operator set {OnnxOpset.Written} has no dilations, and this one has {op.Dilations}");
            var attributes = OnnxPooling.Attributes(op).Where(a => a.Name != "dilations");
            cx.Emit(
                Raw("AveragePool", [.. attributes, ("count_include_pad", op.CountsPadding ? 1L : 0L)]), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var window = OnnxPooling.Window(cx, out var ceiling);
            var counts = cx.Raw.Int("count_include_pad", 0) != 0 && window.PadsBefore.Items.Concat(window.PadsAfter.Items).Any(p => p > 0);
            var x = cx.Input(0);
            if (counts && ceiling != window.PadsAfter)
            {
                // The padding that the file asks for counts, what rounding up adds does not.
                x = cx.Emit(new Pad(PadMode.Constant, [0, 0, .. window.PadsBefore], [0, 0, .. window.PadsAfter], 0), x);
                var none = window.PadsBefore.Items.Select(_ => 0L).ToEquatableArray();
                var rest = ceiling.Items.Zip(window.PadsAfter.Items, (all, given) => all - given).ToEquatableArray();
                return [cx.Emit(
                    new AveragePool(ChannelLayout.ChannelsFirst, window.Kernel, window.Strides, window.Dilations, none, rest, false), x)];
            }
            return [cx.Emit(
                new AveragePool(
                    ChannelLayout.ChannelsFirst, window.Kernel, window.Strides, window.Dilations, window.PadsBefore, ceiling, counts),
                x)];
        }
    }

    internal sealed class TFLite() : TFLitePooling<AveragePool>("AVERAGE_POOL_2D")
    {
        protected override AveragePool Make(
            EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> padsBefore, EquatableArray<long> padsAfter,
            Activation activation) =>
            new(ChannelLayout.ChannelsLast, kernel, strides, [1, 1], padsBefore, padsAfter, false, activation);

        protected override string? Problem(AveragePool op) =>
            op.CountsPadding && op.PadsBefore.Items.Concat(op.PadsAfter.Items).Any(p => p > 0)
            ? "AVERAGE_POOL_2D does not count padding; a PAD has to come before it"
            : null;
    }
}
