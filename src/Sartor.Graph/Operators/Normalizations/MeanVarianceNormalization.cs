using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// (x − mean) / (deviation + 1e-9) over some axes: ONNX MeanVarianceNormalization 9–13, which has no operator of its own here.
/// </summary>
internal static class MeanVarianceNormalization
{
    internal sealed class Onnx() : OnnxBinding("MeanVarianceNormalization")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axes = cx.Raw.Ints("axes", [0, 2, 3]).Items.Select(a => cx.Axis(checked((int)a), 0)).Order().ToEquatableArray();
            var mean = new Reduce(ReductionKind.Mean, axes, KeepAxes: true);
            var centred = cx.Emit(new Sub(), cx.Input(0), cx.Emit(mean, cx.Input(0)));
            var deviation = cx.Emit(new Sqrt(), cx.Emit(mean, cx.Emit(new Mul(), centred, centred)));
            var small = cx.Constant(Tensor.Scalar(1e-9).ConvertTo(cx.Input(0).Type.Element));
            return [cx.Emit(new Div(), centred, cx.Emit(new Add(), deviation, small))];
        }
    }
}
