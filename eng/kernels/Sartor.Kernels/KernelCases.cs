using Sartor.Kernels.Cases;

namespace Sartor.Kernels;

/// <summary>All combinations that are tried, each form of an operator once.</summary>
internal static class KernelCases
{
    public static IReadOnlyList<KernelCase> All { get; } =
    [
        .. ElementwiseCases.All.Concat(MovingCases.All).SelectMany(f => f.Cases())
            .Concat(ConversionCases.All).Concat(WeightedCases.All)
            .GroupBy(c => c.ToString(), StringComparer.Ordinal).Select(g => g.First())
            .OrderBy(c => c.Name, StringComparer.Ordinal),
    ];
}
