using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Elements by their indices, which may count from the end.</summary>
internal static class MilSelections
{
    private static readonly (ScatterReduction Reduction, string Mode)[] s_modes =
    [
        (ScatterReduction.None, "update"), (ScatterReduction.Add, "add"), (ScatterReduction.Multiply, "mul"), (ScatterReduction.Min, "min"),
        (ScatterReduction.Max, "max"),
    ];

    internal sealed class OfGather() : MilBinding<Gather>("gather")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var op = new Gather(cx.Axis(cx.Raw.Int32("axis", 0), 0), cx.Raw.Int32("batch_dims", 0));
            return [cx.Emit(op, cx.Input(0), cx.Input(1))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            if (node.Input(0).Type.Element == ElementType.Bool) cx.Fail(node, "Core ML gathers numbers, not bools");
            cx.Emit(
                Raw("gather", ("axis", (long)Of(node).Axis), ("batch_dims", (long)Of(node).BatchAxes)), [node.Input(0), node.Input(1)],
                node.Outputs);
        }
    }

    internal sealed class OfElements() : MilBinding<GatherElements>("gather_along_axis")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new GatherElements(cx.Axis(cx.Raw.Int32("axis", 0), 0)), cx.Input(0), cx.Input(1))];

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            if (node.Input(0).Type.Element == ElementType.Bool || x.Extents.Where((e, i) => i != op.Axis && e != Made(node)[i]).Any())
                cx.Fail(node, $"Core ML takes numbers, and indices with the extents of the data on the other axes, not {Made(node)} "
                    + $"for {x}");
            cx.Emit(Raw("gather_along_axis", ("axis", (long)op.Axis)), node.Inputs, node.Outputs);
        }
    }

    internal sealed class OfScatter() : MilBinding<ScatterND>("scatter_nd")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var mode = cx.Raw.String("mode", "add");
            if (!s_modes.Any(m => m.Mode == mode)) cx.Fail($"mode {mode} is not supported");
            var indices = cx.Emit(new Cast(ElementType.Int64), cx.Input(1));
            return [cx.Emit(new ScatterND(s_modes.First(m => m.Mode == mode).Reduction), cx.Input(0), indices, cx.Input(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            if (node.Input(0).Type.Element == ElementType.Bool) cx.Fail(node, "Core ML scatters numbers, not bools");
            cx.Emit(Raw("scatter_nd", ("mode", s_modes.First(m => m.Reduction == Of(node).Reduction).Mode)), node.Inputs, node.Outputs);
        }
    }
}
