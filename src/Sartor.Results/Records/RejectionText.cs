using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="Rejection"/>; nothing else does.</summary>
internal static class RejectionText
{
    public static string Of(Rejection rejection) => rejection.Code switch
    {
        RejectionCode.NotMade => rejection.Detail ?? "was not made",
        RejectionCode.NotVerified => rejection.Detail ?? "was not verified, and only verified variants are recommended",
        RejectionCode.GateFailed => $"failed verification: {rejection.Detail}",
        RejectionCode.NotMeasured => rejection.Detail ?? "was not measured",
        RejectionCode.OverLatency =>
            $"median latency up to {Quantity.Duration(rejection.Value * 1e6)} exceeds the limit of "
                + $"{Quantity.Duration(rejection.Limit * 1e6)}",
        RejectionCode.OverP95 =>
            $"95th percentile up to {Quantity.Duration(rejection.Value * 1e6)} exceeds the limit of "
                + $"{Quantity.Duration(rejection.Limit * 1e6)}",
        RejectionCode.OverMemory when rejection.Value is null =>
            $"peak memory was not measured, and the limit is {Quantity.Bytes((long?)(rejection.Limit * 1e6))}",
        RejectionCode.OverMemory =>
            $"peak memory {Quantity.Bytes((long?)(rejection.Value * 1e6))} exceeds the limit of "
                + $"{Quantity.Bytes((long?)(rejection.Limit * 1e6))}",
        RejectionCode.OverDrop =>
            $"{rejection.Detail} is {Quantity.Percent(rejection.Value)} lower than the source's, and the limit is "
                + $"{Quantity.Percent(rejection.Limit)}",
        RejectionCode.OverErrorRise =>
            $"{rejection.Detail} is {Quantity.Number(rejection.Value)} higher than the source's, and the limit is "
                + $"{Quantity.Number(rejection.Limit)}",
        RejectionCode.Larger =>
            $"larger than the pick ({Quantity.Bytes((long?)(rejection.Value * 1e6))} instead of "
                + $"{Quantity.Bytes((long?)(rejection.Limit * 1e6))})",
        RejectionCode.LessAccurate => rejection.Detail ?? "less accurate than the pick",
        RejectionCode.OverSize =>
            $"size {Quantity.Bytes((long?)(rejection.Value * 1e6))} exceeds the limit of {Quantity.Bytes((long?)(rejection.Limit * 1e6))}",
        RejectionCode.NoScore => rejection.Detail ?? "has no score to compare with the limit",
        RejectionCode.UnderScore =>
            $"{rejection.Detail} {Quantity.Percent(rejection.Value)} is below the limit of {Quantity.Percent(rejection.Limit)}",
        RejectionCode.OverError =>
            $"{rejection.Detail} {Quantity.Number(rejection.Value)} exceeds the limit of {Quantity.Number(rejection.Limit)}",
        RejectionCode.Slower when rejection.Ratio is { } ratio =>
            $"{Quantity.Speed(ratio.Ratio, "the pick")} (ratio {Times(ratio.Low)} to {Times(ratio.High)} in {ratio.Rounds} shared rounds)",
        RejectionCode.Slower => rejection.Value is { } value ? Quantity.Speed(value, "the pick") : "slower than the pick",
        RejectionCode.AsFast when rejection.Value > rejection.Limit => "no difference in speed to the pick shown, but larger "
            + $"({Quantity.Bytes((long?)rejection.Value)} instead of {Quantity.Bytes((long?)rejection.Limit)})",
        RejectionCode.AsFast => "no difference in speed to the pick shown, and neither smaller nor more accurate",
        _ => rejection.Detail ?? rejection.Code,
    };

    private static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);
}
