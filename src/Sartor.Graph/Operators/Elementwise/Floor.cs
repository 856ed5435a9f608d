using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The greatest integer that is not greater. ONNX Floor 6–13; TFLite FLOOR.</summary>
public sealed record Floor : ElementwiseUnary
{
    public override double Apply(double x) => Math.Floor(x);

    internal sealed class Onnx() : OnnxElementwise<Floor>("Floor", new Floor(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Floor>("FLOOR", 1, _ => new Floor(), TFLiteVersions.One);

    internal sealed class TFLiteFloorDiv() : OperatorBinding("tflite", "FLOOR_DIV")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (!cx.Input(0).Type.Element.IsFloat()) cx.Fail("integers round toward the lower quotient, which no operator does");
            return [cx.Emit(new Floor(), cx.Emit(new Div(), cx.Input(0), cx.Input(1)))];
        }
    }
}
