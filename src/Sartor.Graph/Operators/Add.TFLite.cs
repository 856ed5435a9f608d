using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Add
{
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
