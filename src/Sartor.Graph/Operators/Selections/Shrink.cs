using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// x + bias for x &lt; −lambd, x − bias for x &gt; lambd, else 0: ONNX Shrink 9, which has no operator of its own here.
/// </summary>
internal static class Shrink
{
    internal sealed class Onnx() : OnnxBinding("Shrink")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            if (!x.Type.Element.IsFloat()) cx.Fail($"a shrinkage of {x.Type.Element.Label()} is not supported");
            float threshold = cx.Raw.Float("lambd", 0.5f), bias = cx.Raw.Float("bias", 0);
            Value Number(float value) => cx.Constant(Tensor.Scalar(value).ConvertTo(x.Type.Element));
            Value Moved(float by) => by == 0 ? x : cx.Emit(new Add(), x, Number(by));
            var above = cx.Emit(new Select(), cx.Emit(new Greater(), x, Number(threshold)), Moved(-bias), Number(0));
            return [cx.Emit(new Select(), cx.Emit(new Less(), x, Number(-threshold)), Moved(bias), above)];
        }
    }
}
