using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Signal;

/// <summary>Windows of a constant length, computed while reading: a₀ − a₁ cos(2πk/n) + a₂ cos(4πk/n).</summary>
internal static class WindowFunctions
{
    internal sealed class Onnx() : OnnxBinding("HannWindow", "HammingWindow", "BlackmanWindow")
    {
        private const long Longest = 1 << 20;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.ConstantInput(0).ToInt64s() is not [var size and >= 0 and <= Longest])
            {
                cx.Fail($"its length {cx.Input(0).Constant?.ToInt64s().FirstOrDefault()} is out of range");
                return [];
            }
            cx.TakeElements(size);
            double[] a = cx.Raw.Type switch
            {
                "HannWindow" => [0.5, 0.5, 0],
                "HammingWindow" => [25.0 / 46, 21.0 / 46, 0],
                _ => [0.42, 0.5, 0.08],
            };
            // A periodic window is one element longer, without the last.
            var n = cx.Raw.Int("periodic", 1) != 0 ? size : size - 1;
            var values = new double[size];
            for (var k = 0; k < values.Length; k++)
            {
                var angle = 2 * Math.PI * k / n;
                values[k] = a[0] - (a[1] * Math.Cos(angle)) + (a[2] * Math.Cos(2 * angle));
            }
            var type = OnnxElementTypes.Read(cx.Raw.Int("output_datatype", 1));
            if (!type.IsFloat()) cx.Fail($"a window of {type.Label()} is not supported");
            return [cx.Constant(Tensor.Vector<double>(values).ConvertTo(type))];
        }
    }
}
