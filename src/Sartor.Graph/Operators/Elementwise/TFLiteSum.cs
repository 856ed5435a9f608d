using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>ADD and SUB, whose int16 results are rounded to a power of two as scale unless the file says otherwise.</summary>
/// <param name="type">Name in the schema.</param>
/// <param name="make">The operator with an activation.</param>
/// <param name="versions">Its versions.</param>
internal abstract class TFLiteSum<TOperator>(string type, Func<Activation, TOperator> make, TFLiteVersions versions)
    : TFLiteElementwise<TOperator>(type, 2, make, versions, Int8Rule.Free) where TOperator : Operator
{
    private const string PowerOfTwo = "pot_scale_int16";

    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        if (context.OutputType(0).Element == ElementType.Int16 && context.Raw.Int(PowerOfTwo, 1) != 0)
            context.Fail("int16 with scales that are powers of two is not supported");
        return base.Read(context);
    }

    public sealed override void Write(Node node, WriteContext context) => context.Emit(
        node.Output.Type.Element == ElementType.Int16 ? Raw(node, (PowerOfTwo, 0L)) : Raw(node), node.Inputs, node.Outputs);
}
