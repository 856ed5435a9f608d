using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// The last check of a quantised graph: every scale is one that kernels can multiply. A scale that overflows ends the process that runs
/// the file.
/// </summary>
internal static class SoundScales
{
    // Products of two such scales, times the 2²⁰ of a sum, are finite in float32, and so are their quotients.
    private const float Smallest = 1e-31f;
    private const float Largest = 1e15f;

    /// <exception cref="UnsupportedModelException">A scale is not in range; the message names the tensor.</exception>
    public static void Check(ModelGraph graph)
    {
        foreach (var value in graph.Inputs.Concat(graph.Constants).Concat(graph.Nodes.SelectMany(n => n.Outputs)))
        {
            if (value.Quantization is not { } quantization) continue;
            foreach (var scale in quantization.Scales)
            {
                if (scale is >= Smallest and <= Largest) continue;
                throw new UnsupportedModelException(
                    graph.Name, $"tensor '{value.Name}'", FormattableString.Invariant($"would have the int8 scale {scale}, ")
                        + "which kernels cannot compute with; bring its values into the range of ordinary activations, or convert to "
                        + "float32 or float16");
            }
        }
    }
}
