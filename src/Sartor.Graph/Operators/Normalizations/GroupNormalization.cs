using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// Each group of channels to mean 0 and variance 1, then · scale + bias, which are of groups (operator sets 18 to 20) or of channels (from
/// 21 on): ONNX GroupNormalization as an <see cref="InstanceNormalization"/> of the groups.
/// </summary>
internal static class GroupNormalization
{
    private const long ScaleOfChannels = 21;

    internal sealed class Onnx() : OnnxBinding("GroupNormalization")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var groups = cx.Raw.Int("num_groups");
            if (x.Rank < 3 || groups < 1 || x[1] % groups != 0 || x.ElementCount == 0) cx.Fail($"{groups} groups do not fit {x}");
            var op = new InstanceNormalization(ChannelLayout.ChannelsFirst, cx.Raw.Float("epsilon", 1e-5f));
            var grouped = cx.Emit(new Reshape([x[0], groups, x.ElementCount / (x[0] * groups)]), cx.Input(0));
            Value Whole(Value value) => cx.Emit(new Reshape(x.Extents.ToEquatableArray()), value);
            if (cx.Raw.Version < ScaleOfChannels) return [Whole(cx.Emit(op, grouped, cx.Input(1), cx.Input(2)))];
            cx.TakeElements(2 * groups);
            Value All(float value) => cx.Constant(
                Tensor.Vector<float>([.. Enumerable.Repeat(value, (int)groups)]).ConvertTo(cx.Input(0).Type.Element));
            var plain = Whole(cx.Emit(op, grouped, All(1), All(0)));
            Value Channels(int input) =>
                cx.Emit(new Reshape([x[1], .. Enumerable.Repeat(1L, x.Rank - 2)]), cx.Input(input));
            return [cx.Emit(new Add(), cx.Emit(new Mul(), plain, Channels(1)), Channels(2))];
        }
    }
}
