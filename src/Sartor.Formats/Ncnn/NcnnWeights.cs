using Sartor.Graph.Ir;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn;

/// <summary>Which weights a layer has in the <c>.bin</c> file, in their order.</summary>
internal static class NcnnWeights
{
    /// <summary>Layers whose weights Sartor cannot even skip.</summary>
    public static readonly IReadOnlySet<string> Unknown = new HashSet<string>(StringComparer.Ordinal)
    {
        "LSTM", "GRU", "RNN", "MultiHeadAttention", "DeformableConv2D", "Quantize", "Dequantize", "Requantize", "Deconvolution1D",
        "DeconvolutionDepthWise1D", "Deconvolution3D", "DeconvolutionDepthWise3D", "SDPA",
    };

    /// <summary>The weights of a layer.</summary>
    public static IReadOnlyList<WeightSlot> Of(RawNode raw)
    {
        var slots = new List<WeightSlot>();
        switch (raw.Type)
        {
            case "Convolution" or "ConvolutionDepthWise" or "Convolution1D" or "ConvolutionDepthWise1D" or "Convolution3D"
                or "ConvolutionDepthWise3D" or "Deconvolution" or "DeconvolutionDepthWise":
                Convolution(raw, slots);
                break;
            case "InnerProduct":
                Tagged(Int(raw, 2));
                if (Int(raw, 1) != 0) Raw(Int(raw, 0));
                if (Int(raw, 8) != 0) Raw(Int(raw, 0), 1);
                break;
            case "BatchNorm":
                Raw(Int(raw, 0), Int(raw, 0), Int(raw, 0), Int(raw, 0));
                break;
            case "Scale" when Int(raw, 0) != -233:
                Raw(Int(raw, 0));
                if (Int(raw, 1) != 0) Raw(Int(raw, 0));
                break;
            case "Bias" or "PReLU":
                Raw(Int(raw, 0));
                break;
            case "LayerNorm" or "InstanceNorm" when Int(raw, 2, 1) != 0:
                Raw(Int(raw, 0), Int(raw, 0));
                break;
            case "RMSNorm" when Int(raw, 2, 1) != 0:
                Raw(Int(raw, 0));
                break;
            case "GroupNorm" when Int(raw, 3, 1) != 0:
                Raw(Int(raw, 1), Int(raw, 1));
                break;
            case "Padding" when Int(raw, 6) != 0:
                Raw(Int(raw, 6));
                break;
            case "Normalize":
                Raw(Int(raw, 3));
                break;
            case "Embed":
                Tagged(Int(raw, 3));
                if (Int(raw, 2) != 0) Raw(Int(raw, 0));
                if (Int(raw, 18) != 0) Raw(1);
                break;
            case "MemoryData":
                var dims = NcnnDims.Of(raw);
                slots.Add(new WeightSlot(dims.Length == 0 ? 0 : dims.Aggregate(1L, (a, b) => checked(a * b)), Int(raw, 21, 1) == 0));
                break;
            case "Gemm":
                Product(raw, slots);
                break;
        }
        return slots;

        void Tagged(long count) => slots.Add(new WeightSlot(count, true));

        void Raw(params ReadOnlySpan<int> counts)
        {
            foreach (var count in counts) slots.Add(new WeightSlot(count, false));
        }
    }

    private static void Convolution(RawNode raw, List<WeightSlot> slots)
    {
        var isTransposed = raw.Type.StartsWith("Deconvolution", StringComparison.Ordinal);
        if (Int(raw, isTransposed ? 28 : 19) != 0) return;
        slots.Add(new WeightSlot(Int(raw, 6), true));
        if (Int(raw, 5) != 0) slots.Add(new WeightSlot(Int(raw, 0), false));
        if (isTransposed || Int(raw, 8) is not (> 0 and var term)) return;
        var scales = !raw.Type.Contains("DepthWise", StringComparison.Ordinal) ? Int(raw, 0) : term % 100 == 1 ? Int(raw, 7, 1) : 1;
        slots.Add(new WeightSlot(scales, false));
        slots.Add(new WeightSlot(1, false));
        if (term > 100) slots.Add(new WeightSlot(1, false));
    }

    private static void Product(RawNode raw, List<WeightSlot> slots)
    {
        long m = Int(raw, 7), n = Int(raw, 8), k = Int(raw, 9);
        if (Int(raw, 4) == 1) slots.Add(new WeightSlot(m * k, true));
        if (Int(raw, 5) == 1) slots.Add(new WeightSlot(n * k, true));
        if (Int(raw, 6) == 1 && Int(raw, 10) is not -1 and var kind)
            slots.Add(new WeightSlot(kind switch { 0 => 1, 1 or 2 => m, 3 => m * n, _ => n }, true));
        if (Int(raw, 18) == 0) return;
        if (Int(raw, 4) == 1) slots.Add(new WeightSlot(m, false));
        if (Int(raw, 5) == 1) slots.Add(new WeightSlot(1, false));
    }
}

/// <summary>One buffer of weights.</summary>
/// <param name="Count">Elements.</param>
/// <param name="IsTagged">A number before it says how it is stored; else it is float32.</param>
internal sealed record WeightSlot(long Count, bool IsTagged);
