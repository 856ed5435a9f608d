using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x + y. ONNX Add, Sum and Mean 7–21; TFLite ADD.</summary>
public sealed partial record Add(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x + y;

    public override long Apply(long x, long y) => x + y;

    internal sealed class Onnx() : OnnxBinding("Add")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Add(), cx.Input(0), cx.Input(1))];
    }

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
}
