using Sartor.Results.Records;
using Sartor.Tailor.Operators;

namespace Sartor.Tailor.Profiling;

/// <summary>Compares blocks that were timed whole with the sum of their steps: what an engine fuses beyond the rules shows there.</summary>
internal static class FusionCheck
{
    /// <param name="units">Forms that were measured.</param>
    /// <param name="operators">Steps that were measured.</param>
    /// <param name="forms">The steps of each form, by its key.</param>
    /// <returns>One for each kind of block of which at least one form has all its steps measured.</returns>
    public static IReadOnlyList<FusionFinding> Of(
        IReadOnlyList<LatencyItem> units, IReadOnlyList<LatencyItem> operators, IReadOnlyDictionary<string, UnitForm> forms)
    {
        var steps = operators.ToDictionary(item => item.Key, StringComparer.Ordinal);
        return [.. units.Where(unit => forms[unit.Key].Kernels.All(steps.ContainsKey) && forms[unit.Key].Kernels.Count > 1)
            .GroupBy(unit => forms[unit.Key].Name).Select(group => Finding(group.Key, [.. group.Select(Compare)]))];

        (double Ratio, bool IsAdditive) Compare(LatencyItem unit)
        {
            LatencyItem[] parts = [.. forms[unit.Key].Kernels.Select(key => steps[key])];
            var isAdditive = unit.LowMs <= parts.Sum(part => part.HighMs) && unit.HighMs >= parts.Sum(part => part.LowMs);
            return (unit.MedianMs / parts.Sum(part => part.MedianMs), isAdditive);
        }
    }

    private static FusionFinding Finding(string block, (double Ratio, bool IsAdditive)[] compared)
    {
        double[] ratios = [.. compared.Select(one => one.Ratio).Order()];
        return new FusionFinding(
            block, ratios.Length, ratios[ratios.Length / 2], ratios[0], ratios[^1], compared.All(one => one.IsAdditive));
    }
}
