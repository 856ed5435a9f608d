using System.Text.Json;

namespace Sartor.Tailor.Tuning;

/// <summary>What a training begins with.</summary>
/// <param name="Step">Steps that an earlier run did.</param>
/// <param name="Steps">All steps.</param>
/// <param name="SubNets">SubNets to draw from.</param>
/// <param name="Images">Images that train.</param>
internal sealed record TuningStart(long Step, long Steps, long SubNets, long Images)
{
    internal static TuningStart Of(JsonElement line) =>
        new(Whole(line, "step"), Whole(line, "steps"), Whole(line, "subnets"), Whole(line, "images"));

    internal static long Whole(JsonElement line, string name) => line.GetProperty(name).GetInt64();
}

/// <summary>How far a training is.</summary>
/// <param name="Step">Steps that are done.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Epoch">How often each image has trained.</param>
/// <param name="Loss">Mean of the steps since the line before; null where it is not finite.</param>
/// <param name="LargestTop1">Share of held-back images that the largest SubNet names rightly; null before the first epoch ends.</param>
/// <param name="SmallestTop1">The same of the smallest.</param>
/// <param name="Elapsed">Time of the training, earlier runs included.</param>
/// <param name="Remaining">What is left of it at the pace of this run.</param>
internal sealed record TuningProgress(
    long Step, long Steps, double Epoch, double? Loss, double? LargestTop1, double? SmallestTop1, TimeSpan Elapsed, TimeSpan Remaining)
{
    internal static TuningProgress Of(JsonElement line) => new(
        TuningStart.Whole(line, "step"), TuningStart.Whole(line, "steps"), line.GetProperty("epoch").GetDouble(), Real(line, "loss"),
        Real(line, "largestTop1"), Real(line, "smallestTop1"), Time(line, "elapsedS"), Time(line, "remainingS"));

    internal static double? Real(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    internal static TimeSpan Time(JsonElement line, string name) =>
        TimeSpan.FromSeconds(Math.Clamp(line.GetProperty(name).GetDouble(), 0, TimeSpan.MaxValue.TotalSeconds / 2));
}

/// <summary>How a training ended.</summary>
/// <param name="Start">How it began in this run.</param>
/// <param name="File">The network with tuned weights, in the work folder.</param>
/// <param name="LargestTop1">Share of held-back images that the largest SubNet names rightly, with statistics of its own.</param>
/// <param name="SmallestTop1">The same of the smallest.</param>
/// <param name="Elapsed">Time of the training, earlier runs included.</param>
internal sealed record TuningEnd(TuningStart Start, string File, double? LargestTop1, double? SmallestTop1, TimeSpan Elapsed)
{
    internal static TuningEnd Of(TuningStart start, JsonElement line) => new(
        start, line.GetProperty("file").GetString()!, TuningProgress.Real(line, "largestTop1"),
        TuningProgress.Real(line, "smallestTop1"), TuningProgress.Time(line, "elapsedS"));
}
