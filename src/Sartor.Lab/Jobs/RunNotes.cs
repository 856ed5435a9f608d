using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>What a reader has to know beside the numbers of a run: what they rest on, and what they do not tell.</summary>
internal static class RunNotes
{
    /// <summary>Samples below which a calibration or a score rests on little.</summary>
    public const int FewSamples = 100;

    /// <summary>That there was none.</summary>
    public static readonly Diagnostic NoData = Diagnostic.Warning(
        "no-data",
        "No data was given: latency and size are measured, and variants are compared with the source on random values; accuracy is "
            + "unknown, and int8 cannot be calibrated. Give --data for both.");

    /// <summary>The notes of a measurement.</summary>
    /// <param name="device">Where it is made.</param>
    /// <param name="threads">Of the engines.</param>
    /// <param name="isQuick">Its launches are fewer and shorter than usual.</param>
    public static IEnumerable<Diagnostic> OfMeasurement(DeviceFacts device, int threads, bool isQuick)
    {
        if (threads > device.Cores)
            yield return Diagnostic.Warning(
                "more-threads-than-cores",
                $"{threads} threads on {Quantity.Of(device.Cores, "core")} wait for one another, so the latencies are not those of the "
                    + $"engine; use --threads {device.Cores} or fewer.");
        if (isQuick)
            yield return Diagnostic.Warning(
                "quick-run",
                "This is a quick run with few and short launches: a first look, not numbers to quote; leave out --quick for those.");
        if (device is { Address: HostDevice.Name, Architecture: "x64" })
            yield return Diagnostic.Note(
                "measured-on-x64",
                $"Measured on {device.Cpu}, an x64 processor: phones and boards have other ones, on which another variant may be the "
                    + "fastest; measure there with --device.");
    }

    /// <summary>The notes of calibration.</summary>
    /// <param name="calibrating">Samples that calibrate.</param>
    /// <param name="wanted">How many were asked for; null where nobody asked.</param>
    public static IEnumerable<Diagnostic> OfCalibration(int calibrating, int? wanted)
    {
        if (calibrating < wanted)
            yield return Diagnostic.Warning(
                "fewer-calibration-samples",
                $"{Quantity.Of(calibrating, "sample")} of the {wanted} that were asked for calibrate: the others evaluate, and at least a "
                    + "fifth of the data has to.");
        if (calibrating < FewSamples)
            yield return Diagnostic.Warning(
                "few-calibration-samples",
                $"Only {Quantity.Of(calibrating, "sample")} set the ranges of int8; with {FewSamples} or more they are those of the data "
                    + "rather than of these samples.");
    }

    /// <summary>The notes of samples.</summary>
    /// <param name="inputs">The samples, divided.</param>
    /// <param name="precisions">What is made with them.</param>
    public static IEnumerable<Diagnostic> OfSamples(EvaluationInputs inputs, IReadOnlyCollection<Precision> precisions)
    {
        var judging = inputs.Split.HeldOutIds.Count;
        if (precisions.Contains(Precision.Int8))
        {
            foreach (var note in OfCalibration(inputs.Split.CalibrationIds.Count, null)) yield return note;
        }
        var hasTruth = inputs.Data.HasLabels || inputs.Data.HasTargets;
        if (!hasTruth)
            yield return Diagnostic.Warning(
                "no-labels",
                "The data has no labels or targets: the variants are compared with the source, and nobody knows how right the "
                    + "source is.");
        if (judging < FewSamples)
            yield return Diagnostic.Warning(
                "few-held-out-samples",
                $"Only {Quantity.Of(judging, "held-out sample")} {(hasTruth ? "evaluate" : "compare")} the variants; small losses show "
                    + $"only with {FewSamples} or more.");
    }
}
