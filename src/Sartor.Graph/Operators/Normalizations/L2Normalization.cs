using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>A vector by its length: TFLite L2_NORMALIZATION, which has no operator of its own here.</summary>
internal static class L2Normalization
{
    /// <summary>x / max(√Σx², 10⁻⁶), the sum along the last axis (kernels/l2norm.cc).</summary>
    internal sealed class TFLite() : OperatorBinding("tflite", "L2_NORMALIZATION")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            if (x.Type.Element != ElementType.Float32) cx.Fail("it is quantized as a whole");
            var sum = cx.Emit(new Reduce(ReductionKind.Sum, [cx.Axis(-1, 0)], KeepAxes: true), cx.Emit(new Square(), x));
            var norm = cx.Emit(new Maximum(), cx.Emit(new Sqrt(), sum), cx.Constant(Tensor.Scalar(1e-6f)));
            return [cx.Emit(new Div(TFLiteActivations.Read(cx.Raw)), x, norm)];
        }
    }
}
