using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x + y. ONNX Add, Sum and Mean 7–21; TFLite ADD.</summary>
public sealed record Add(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x + y;

    public override long Apply(long x, long y) => x + y;

    internal sealed class Onnx() : OnnxElementwise<Add>("Add", new Add(), 2, Int8Rule.Free);

    internal sealed class OnnxSum() : OnnxVariadic("Sum", new Add());

    internal sealed class OnnxMean() : OnnxVariadic("Mean", new Add())
    {
        public override IReadOnlyList<Value> Read(ReadContext context)
        {
            var sum = Chain(context);
            var count = Tensor.Scalar((float)context.InputCount).ConvertTo(sum.Type.Element);
            return [context.Emit(new Div(), sum, context.Constant(count))];
        }
    }

    internal sealed class TFLite() : TFLiteSum<Add>("ADD", activation => new Add(activation), new(2, 3) { Int64 = 4 });

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
