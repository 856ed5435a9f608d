using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>What ARG_MAX and ARG_MIN share: the axis is an input and goes away; the first of equal elements wins.</summary>
internal abstract class TFLiteArgExtremum<TOperator>(string type, Func<int, ElementType, TOperator> make) : TFLiteBinding<TOperator>(type)
    where TOperator : ArgExtremum
{
    private static readonly TFLiteVersions Versions = new(2) { Bool = 3 };

    public override IReadOnlyList<Value> Read(ReadContext context)
    {
        var axis = context.ConstantInput(1).ToInt64s();
        var index = context.OutputType(0).Element;
        if (axis.Length != 1) context.Fail($"{axis.Length} axes");
        if (index is not (ElementType.Int32 or ElementType.Int64)) context.Fail($"an index of type {index.Label()}");
        return [context.Emit(make(context.Axis(checked((int)axis[0]), 0), index), context.Input(0))];
    }

    public override void Write(Node node, WriteContext context)
    {
        var op = (ArgExtremum)node.Operator;
        if (op.SelectsLast) context.Fail(node, $"{Types[0]} selects the first of equal elements, not the last");
        var axis = context.Constant($"{node.Name}/axis", Tensor.Scalar(op.Axis));
        // There is no kernel of int64.
        var x = node.Input(0) is { Type.Element: ElementType.Int64 } wide && IntegerRange.FitsInt32(wide)
            ? IntegerRange.ToInt32(node.Name, wide, context)
            : node.Input(0);
        var raw = RawNode.Of(
            "tflite", Types[0], Versions.Of(node),
            new Dictionary<string, object> { ["output_type"] = TFLiteElementCodes.Code(op.Index)!.Value });
        if (!op.KeepAxis)
        {
            context.Emit(raw, [x, axis], node.Outputs);
            return;
        }
        var kept = node.Output.Type.Shape!;
        var flat = new Shape([.. kept.Extents.Where((_, i) => i != op.Axis)]);
        var index = context.Temporary($"{node.Name}/index", new TensorType(op.Index, flat), null);
        context.Emit(raw, [x, axis], [index]);
        Reshape.TFLite.Emit(context, index, node.Output, node.Name);
    }
}
