using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Add
{
    internal sealed class TFLite() : TFLiteElementwise<Add>("ADD", 2, activation => new Add(activation), new(2, 3) { Int64 = 4 }, Int8Rule.Free)
    {
        // An int16 result is rounded to a power of two as scale, unless the file says otherwise.
        private const string PowerOfTwo = "pot_scale_int16";

        public override IReadOnlyList<Value> Read(ReadContext context)
        {
            if (context.OutputType(0).Element == ElementType.Int16 && context.Raw.Int(PowerOfTwo, 1) != 0) context.Fail("int16 with scales that are powers of two is not supported");
            return base.Read(context);
        }

        public override void Write(Node node, WriteContext context) => context.Emit(
            node.Output.Type.Element == ElementType.Int16 ? Raw(node, (PowerOfTwo, 0L)) : Raw(node), node.Inputs, node.Outputs);
    }

    /// <summary>The sum of any number of tensors of one shape.</summary>
    internal sealed class TFLiteAddN() : OperatorBinding("tflite", "ADD_N")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var sum = cx.Input(0);
            for (var i = 1; i < cx.InputCount; i++) sum = cx.Emit(new Add(), sum, cx.Input(i));
            return [sum];
        }
    }
}
