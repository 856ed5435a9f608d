using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Signal;

/// <summary>
/// The matrix [bins,bands] that sums a spectrum to bands of the mel scale, computed while reading: ONNX MelWeightMatrix 17, triangles
/// whose corners are rounded down to bins of the transform.
/// </summary>
internal static class MelWeights
{
    internal sealed class Onnx() : OnnxBinding("MelWeightMatrix")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            double Number(int input) => cx.ConstantInput(input).ToDoubles() is [var value] ? value : double.NaN;
            long bands = (long)Number(0), length = (long)Number(1);
            double rate = Number(2), low = Mel(Number(3)), high = Mel(Number(4));
            var bins = (length / 2) + 1;
            if (bands is < 1 or > 1 << 16 || length is < 1 or > 1 << 24 || !(rate > 0) || !(high >= low))
                cx.Fail($"{bands} bands of {length} samples at {rate} Hz are out of range");
            cx.TakeElements(bins * bands);
            // The step is that of ONNX and ONNX Runtime: the last corner stays below the highest frequency.
            var count = (int)bands + 2;
            var corners = Enumerable.Range(0, count)
                .Select(i => (long)Math.Floor((length + 1) * Hertz(low + (i * (high - low) / count)) / rate)).ToArray();
            var matrix = new double[bins * bands];
            for (var band = 0; band < bands; band++)
            {
                long left = corners[band], middle = corners[band + 1], right = corners[band + 2];
                if (middle == left && middle < bins) matrix[(middle * bands) + band] = 1;
                for (var k = left; k <= Math.Min(middle, bins - 1) && middle > left; k++)
                    matrix[(k * bands) + band] = (double)(k - left) / (middle - left);
                for (var k = middle; k < Math.Min(right, bins) && right > middle; k++)
                    matrix[(k * bands) + band] = (double)(right - k) / (right - middle);
            }
            var type = OnnxElementTypes.Read(cx.Raw.Int("output_datatype", 1));
            if (!type.IsFloat()) cx.Fail($"weights of {type.Label()} are not supported");
            return [cx.Constant(Tensor.Create(new Shape(bins, bands), matrix).ConvertTo(type))];
        }

        private static double Mel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

        private static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
    }
}
