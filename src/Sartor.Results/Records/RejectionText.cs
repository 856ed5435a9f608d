using System.Globalization;
using Sartor.Core;

namespace Sartor.Results.Records;

/// <summary>Makes the sentence of a <see cref="Rejection"/>; nothing else does.</summary>
internal static class RejectionText
{
    public static string Of(Rejection rejection) => rejection.Code switch
    {
        RejectionCode.NotMade => rejection.Detail ?? "was not made",
        RejectionCode.NotVerified => rejection.Detail ?? "could not be verified, and what is not verified is not recommended",
        RejectionCode.GateFailed => $"failed its gate: {rejection.Detail}",
        RejectionCode.NotMeasured => rejection.Detail ?? "was not measured",
        RejectionCode.OverLatency => $"median latency up to {Quantity.Duration(rejection.Value * 1e6)} is over {Plain(rejection.Limit)} ms",
        RejectionCode.OverSize => $"{Quantity.Bytes((long?)(rejection.Value * 1e6))} are over {Plain(rejection.Limit)} MB",
        RejectionCode.NoScore => rejection.Detail ?? "has no score to compare with the limit",
        RejectionCode.UnderScore => $"{rejection.Detail} {Quantity.Percent(rejection.Value)} is under {Quantity.Percent(rejection.Limit)}",
        RejectionCode.OverError => $"{rejection.Detail} {Quantity.Number(rejection.Value)} is over {Quantity.Number(rejection.Limit)}",
        RejectionCode.Slower when rejection.Ratio is { } ratio =>
            $"{Times(ratio.Ratio)} × the median latency of the pick ({Times(ratio.Low)} to {Times(ratio.High)} in {ratio.Rounds} shared rounds)",
        RejectionCode.Slower => $"{Times(rejection.Value ?? double.NaN)} × the median latency of the pick",
        RejectionCode.AsFast => $"no difference in speed shown, but {Quantity.Bytes((long?)rejection.Value)} against {Quantity.Bytes((long?)rejection.Limit)}",
        _ => rejection.Detail ?? rejection.Code,
    };

    private static string Times(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Plain(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}
