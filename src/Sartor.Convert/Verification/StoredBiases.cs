using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Whether the biases of an int8 layer are those of its source, where nothing is known of its calibration. Bias correction moves each by a
/// part of it, and equalization scales them: what neither does is to make exactly 0 of one that is thousands of steps, or to give two
/// channels each other's.
/// </summary>
internal static class StoredBiases
{
    // Chance makes 0 of one in as many biases that a correction moves by their own size.
    private const double LeastSteps = 256;

    // Of a difference from the source that a swap has to explain, what may be left.
    private const double LargestRest = 0.125;

    // Above the middle difference of the other channels.
    private const double LeastOutlier = 16;

    /// <summary>
    /// What is wrong, as the end of a sentence that begins with the layer's bias; null for nothing, or where they do not compare.
    /// </summary>
    /// <param name="exact">The layer in float32.</param>
    /// <param name="stored">The layer in the file.</param>
    /// <param name="q">Of the weights in the file.</param>
    /// <param name="channels">What is known of the weights of each output channel.</param>
    public static string? Problem(Node exact, Node stored, QuantizationParameters q, IReadOnlyList<Channel> channels)
    {
        if (exact.OptionalInput(2)?.Constant is not { Element: ElementType.Float32 } bias || bias.Shape.ElementCount != channels.Count)
            return null;
        if (StoredConstants.Root(stored.Input(0)) is not { Quantization: { IsPerAxis: false } input }) return null;
        var right = bias.ToSingles();
        var steps = channels.Select((channel, c) =>
            input.Scales[0] * Math.Max((double)q.Scales[q.IsPerAxis ? c : 0], channel.Largest / 127)).ToArray();
        int[] telling =
            [.. Enumerable.Range(0, right.Length).Where(c => !channels[c].IsDead && Math.Abs(right[c]) >= LeastSteps * steps[c])];
        if (telling.Length == 0) return null;
        if (stored.OptionalInput(2) is not { } value)
            return IsAddedLater(stored) ? null : $"is missing; that of the source for channel {telling[0]} is {Number(right[telling[0]])}";
        if (Values(StoredConstants.Root(value), input, q) is not { } found || found.Length != right.Length) return null;
        if (telling.FirstOrDefault(c => found[c] == 0, -1) is >= 0 and var lost)
            return IsAddedLater(stored) ? null : $"is 0 for channel {lost}, where that of the source is {Number(right[lost])}";
        return Swapped(right, found, steps, telling) is { } pair
            ? $"has the values of channels {pair.First} and {pair.Second} of the source in each other's place"
            : null;
    }

    /// <summary>What is known of the weights of an output channel.</summary>
    /// <param name="Largest">Magnitude of the source's largest weight.</param>
    /// <param name="IsDead">Whether the file's weights are all 0.</param>
    internal readonly record struct Channel(double Largest, bool IsDead);

    private static (int First, int Second)? Swapped(float[] right, double[] found, double[] steps, int[] telling)
    {
        double[] differences = [.. right.Select((value, c) => Math.Abs(found[c] - value) / steps[c]).Order()];
        // The middle one of the others, if two have changed places.
        var usual = Math.Max(1, differences.Length < 3 ? 1 : differences[(differences.Length - 3) / 2]);
        int[] odd = [.. telling.Where(c => Math.Abs(found[c] - right[c]) > LeastOutlier * usual * steps[c])];
        foreach (var first in odd)
        {
            foreach (var second in odd.Where(c => c > first))
            {
                // Integers or values may have changed places.
                var ratio = steps[second] / steps[first];
                if (Explains(right, found, first, second, 1) || Explains(right, found, first, second, ratio)) return (first, second);
            }
        }
        return null;
    }

    private static bool Explains(float[] right, double[] found, int a, int b, double ratio) =>
        Math.Abs((found[a] * ratio) - right[b]) < LargestRest * Math.Abs(found[a] - right[a])
        && Math.Abs((found[b] / ratio) - right[a]) < LargestRest * Math.Abs(found[b] - right[b]);

    private static double[]? Values(Value bias, QuantizationParameters input, QuantizationParameters q) => bias.Constant switch
    {
        { Element: ElementType.Int32 or ElementType.Int64 } integers =>
            [.. integers.ToInt64s().Select((step, c) => step * input.Scales[0] * (double)q.Scales[q.IsPerAxis ? c : 0])],
        { Element: ElementType.Float32 or ElementType.Float16 } floats => floats.ToDoubles(),
        _ => null,
    };

    // By a node of its own, which nothing joined to the layer.
    private static bool IsAddedLater(Node layer)
    {
        var value = layer.Outputs[0];
        while (value.Uses is [{ Node: { Operator: Quantize or Dequantize } step }]) value = step.Output;
        return value.Uses.Any(use => use.Node.Operator is Add
            && use.Node.Inputs.Any(v => v is not null && StoredConstants.Root(v).Constant is not null));
    }

    private static string Number(double value) => value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);
}
