using Sartor.Core;
using Sartor.Formats;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Says for each variant of a fit what delegates, compilers and execution providers would take of it; nothing is run.</summary>
internal static class FitPlacements
{
    private const int MostReasons = 3;

    /// <summary>The result of a variant with its placements.</summary>
    public static VariantResult Of(FitVariant variant)
    {
        if (variant.Path is null) return variant.Result;
        try
        {
            return variant.Result with { Placements = [.. ModelFormats.PlaceOnAll(variant.Path).Select(Of)] };
        }
        catch (UnsupportedModelException)
        {
            // The tables have nothing to say of it.
            return variant.Result;
        }
    }

    private static VariantPlacement Of(PlacementReport report) => new()
    {
        Target = report.Target,
        Title = report.Title,
        Source = report.Source,
        Operators = report.Operators,
        Taken = report.Taken,
        Partitions = report.Partitions,
        Reasons = [.. report.Fallbacks.GroupBy(f => f.Operator).Take(MostReasons).Select(group => new PlacementReason
        {
            Operator = group.Key,
            Count = group.Count(),
            Node = group.First().Node,
            Reason = group.First().Reason,
            Advice = group.First().Advice,
        })],
    };
}
