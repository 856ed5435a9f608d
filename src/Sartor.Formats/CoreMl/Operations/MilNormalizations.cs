using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Normalizations. Factors and offsets that are left out are 1 and 0.</summary>
internal static class MilNormalizations
{
    private static Value Filled(ReadContext cx, Shape shape, float value)
    {
        cx.TakeElements(shape.ElementCount);
        return cx.Constant(Tensor.Create(shape, Enumerable.Repeat(value, checked((int)shape.ElementCount)).ToArray()));
    }

    internal sealed class OfBatch() : MilBinding<BatchNormalization>("batch_norm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var channels = cx.Shape(1);
            var op = new BatchNormalization(ChannelLayout.ChannelsFirst, cx.Raw.Float("epsilon", 1e-5f));
            return
            [
                cx.Emit(
                    op, cx.Input(0), cx.OptionalInput(3) ?? Filled(cx, channels, 1), cx.OptionalInput(4) ?? Filled(cx, channels, 0),
                        cx.Input(1),
                    cx.Input(2)),
            ];
        }

        /// <summary>MIL takes three to five axes.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x, type) = (Of(node), node.Input(0), node.Output.Type);
            if (op.Layout != ChannelLayout.ChannelsFirst || !node.Inputs.Skip(1).All(v => IsStored(v!)))
                cx.Fail(node, "Core ML takes channels first and constant means, variances, factors and offsets");
            var raw = Raw("batch_norm", ("epsilon", op.Epsilon));
            Value[] further = [node.Input(3), node.Input(4), node.Input(1), node.Input(2)];
            if (x.Type.Shape!.Rank > 2)
            {
                cx.Emit(raw, [x, .. further], node.Outputs);
                return;
            }
            var wide = new Shape([.. x.Type.Shape.Extents, 1]);
            var spread = Step(cx, $"{node.Name}/wide", Raw("reshape", ("shape", wide.Extents.ToEquatableArray())),
                type with { Shape = wide }, x);
            var made = Step(cx, $"{node.Name}/made", raw, type with { Shape = wide }, [spread, .. further]);
            cx.Emit(Raw("reshape", ("shape", type.Shape!.Extents.ToEquatableArray())), [made], node.Outputs);
        }
    }

    internal sealed class OfInstance() : MilBinding<InstanceNormalization>("instance_norm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var channels = new Shape(cx.Shape(0)[1]);
            var op = new InstanceNormalization(ChannelLayout.ChannelsFirst, cx.Raw.Float("epsilon", 1e-5f));
            return [cx.Emit(op, cx.Input(0), cx.OptionalInput(1) ?? Filled(cx, channels, 1),
                cx.OptionalInput(2) ?? Filled(cx, channels, 0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || node.Input(0).Type.Shape!.Rank is not (3 or 4)
                || !node.Inputs.Skip(1).All(v => IsStored(v!)))
                cx.Fail(node, "Core ML takes three or four axes, channels first, and constant factors and offsets");
            cx.Emit(Raw("instance_norm", ("epsilon", op.Epsilon)), node.Inputs, node.Outputs);
        }
    }

    /// <summary>Factors and offsets of other shapes than the normalized axes have are applied behind it.</summary>
    internal sealed class OfLayer() : MilBinding<LayerNormalization>("layer_norm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var given = cx.Raw.Ints("axes", Enumerable.Range(0, x.Rank).Select(a => (long)a).ToEquatableArray());
            var axes = given.Items.Select(a => cx.Axis(checked((int)a), 0)).Order().ToArray();
            if (axes.Length == 0
                || axes.Where((a, i) => a != x.Rank - axes.Length + i).Any()) cx.Fail($"axes {given} of {x} are not its last ones");
            var vector = new Shape([.. x.Extents.Skip(axes[0])]);
            return
            [
                cx.Emit(
                    new LayerNormalization(axes[0], cx.Raw.Float("epsilon", 1e-5f)), cx.Input(0),
                    cx.OptionalInput(1) ?? Filled(cx, vector, 1), cx.OptionalInput(2)),
            ];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (op, x, type) = (Of(node), node.Input(0), node.Output.Type);
            var vector = new Shape([.. type.Shape!.Extents.Skip(op.Axis)]);
            var raw = Raw(
                "layer_norm", ("axes", Enumerable.Range(op.Axis, vector.Rank).Select(a => (long)a).ToEquatableArray()),
                ("epsilon", op.Epsilon));
            Value?[] own = [node.Input(1), node.OptionalInput(2)];
            if (own.All(v => v is null || (IsStored(v) && v.Type.Shape == vector)))
            {
                cx.Emit(raw, [x, .. own], node.Outputs);
                return;
            }
            var plain = Step(cx, $"{node.Name}/plain", raw, type, x);
            if (own[1] is null) cx.Emit(Raw("mul"), [plain, own[0]], node.Outputs);
            else cx.Emit(Raw("add"), [Step(cx, $"{node.Name}/scaled", Raw("mul"), type, plain, own[0]), own[1]], node.Outputs);
        }
    }

    /// <summary>An odd number of channels: which one more there is on one side of an even number, nothing says.</summary>
    internal sealed class OfResponse() : MilBinding<LocalResponseNormalization>("local_response_norm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var size = cx.Raw.Int("size");
            if (size < 1 || size % 2 == 0) cx.Fail($"{size} channels have no middle");
            var (alpha, beta, bias) = (cx.Raw.Float("alpha", 1e-4f), cx.Raw.Float("beta", 0.75f), cx.Raw.Float("k", 1));
            return [cx.Emit(new LocalResponseNormalization(ChannelLayout.ChannelsFirst, size, alpha, beta, bias), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || op.Size % 2 == 0 || node.Input(0).Type.Shape!.Rank is not (3 or 4))
                cx.Fail(node, $"Core ML normalizes over an odd number of channels of three or four axes, not {op.Size} of "
                    + $"{node.Input(0).Type}");
            cx.Emit(
                Raw("local_response_norm", ("size", op.Size), ("alpha", op.Alpha), ("beta", op.Beta), ("k", op.Bias)), [node.Input(0)],
                node.Outputs);
        }
    }

    internal sealed class OfSoftmax() : MilBinding<Softmax>("softmax")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Softmax(cx.Axis(cx.Raw.Int32("axis", -1), 0)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (op, x) = (Of(node), node.Input(0));
            if (op.Beta != 1) x = Step(cx, $"{node.Name}/scaled", Raw("mul"), x.Type, x, Number(cx, node, op.Beta));
            cx.Emit(Raw("softmax", ("axis", (long)op.Axis)), [x], node.Outputs);
        }
    }

    /// <summary>x − log Σ eˣ.</summary>
    internal sealed class OfLogSoftmax : MilBinding<LogSoftmax>
    {
        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (axis, x) = ((long)Of(node).Axis, node.Input(0));
            var shape = x.Type.Shape!.With((int)axis, 1);
            var sum = Step(
                cx, $"{node.Name}/sum", Raw("reduce_log_sum_exp", ("axes", List(axis)), ("keep_dims", 1L)), x.Type with { Shape = shape },
                    x);
            cx.Emit(Raw("sub"), [x, sum], node.Outputs);
        }
    }

    /// <summary>x / √(Σ x² + ε) over the last three axes.</summary>
    internal sealed class Length() : MilBinding("l2_norm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank;
            if (rank < 3) cx.Fail($"its input {cx.Shape(0)} has less than three axes");
            var sum = cx.Emit(new Reduce(ReductionKind.Sum, [rank - 3, rank - 2, rank - 1], KeepAxes: true),
                cx.Emit(new Square(), cx.Input(0)));
            var small = cx.Constant(Tensor.Scalar(cx.Raw.Float("epsilon", 1e-6f)));
            return [cx.Emit(new Div(), cx.Input(0), cx.Emit(new Sqrt(), cx.Emit(new Add(), sum, small)))];
        }
    }
}
