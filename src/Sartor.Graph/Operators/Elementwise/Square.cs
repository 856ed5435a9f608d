using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x². TFLite SQUARE.</summary>
public sealed record Square : ElementwiseUnary
{
    public override double Apply(double x) => x * x;

    /// <summary>The product with itself.</summary>
    internal sealed class Onnx() : OnnxBinding<Square>()
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("Mul"), [node.Input(0), node.Input(0)], node.Outputs);
    }

    internal sealed class TFLite() : TFLiteElementwise<Square>("SQUARE", 1, _ => new Square(), TFLiteVersions.One);

    internal sealed class TFLiteSquaredDifference() : OperatorBinding("tflite", "SQUARED_DIFFERENCE")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Input(0).Quantization is not null) cx.Fail("it is quantized as a whole");
            return [cx.Emit(new Square(), cx.Emit(new Sub(), cx.Input(0), cx.Input(1)))];
        }
    }
}
