using System.Globalization;
using Sartor.Bench.Verdicts;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Bench;

/// <summary>
/// What each precision, and each choice within int8, costs a trained network; and what mistakes of a converter look like beside it. All are
/// compared with the source on the samples that did not calibrate.
/// </summary>
internal static class QuantizationBenchmark
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);
    private static readonly WorkerSessions s_sessions = new(new HostDevice(), CancellationToken.None);

    public static int Run(string model, string data)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-").FullName;
        try
        {
            using var inputs = Open(model, data);
            using var references = SourceReferences.Run(
                s_plan, s_sessions, inputs, inputs.Split.HeldOutIds.Items, [], inputs.SplitOptions.Seed, 1, null, CancellationToken.None);
            Console.WriteLine(
                $"{Path.GetFileName(model)}: {inputs.Split.CalibrationIds.Count} calibration samples, {inputs.Split.HeldOutIds.Count} held "
                + "out");
            Console.WriteLine();
            Console.WriteLine(
                "| variant | largest relative error | smallest cosine | mean cosine | top-1 agreement | accuracy | lost, won |");
            Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
            Precisions(inputs, references, folder);
            foreach (var mistake in Mistakes.OfTheMiddle)
            {
                var target = new PlantedTarget(ConversionTargets.Default, mistake);
                var converter = new ModelConverter(target, inputs.Model.Graph);
                if (!target.IsPlanted) continue;
                var converted = converter.Write(Precision.Float32, Path.Combine(folder, "mistake"));
                Compare($"float32, {mistake.Name}", converted, references, inputs.Scores);
            }
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static EvaluationInputs Open(string model, string data) =>
        EvaluationInputs.Open(new InputOptions { ModelPath = model, DataPath = data });

    private static void Precisions(EvaluationInputs inputs, SourceReferences references, string folder)
    {
        var converter = new ModelConverter(ConversionTargets.Default, inputs.Model.Graph);
        var path = Path.Combine(folder, "variant");
        foreach (var precision in (Precision[])[Precision.Float32, Precision.Float16, Precision.DynamicRangeInt8])
            Compare(precision.Name(), converter.Write(precision, path), references, inputs.Scores);
        foreach (var method in Enum.GetValues<CalibrationMethod>())
        {
            var statistics = CalibrationRun.Run(
                s_plan, s_sessions, converter, inputs, Path.Combine(folder, "calibration"), method, 1, null, CancellationToken.None);
            Compare($"int8, {method}", converter.Write(Precision.Int8, path, statistics), references, inputs.Scores);
            // Without means there is no shift to take back.
            var plain = statistics.ToDictionary(s => s.Key, s => s.Value with { ChannelMeans = null });
            Compare($"int8, {method}, no bias correction", converter.Write(Precision.Int8, path, plain), references, inputs.Scores);
        }
    }

    private static void Compare(string name, ConvertedModel variant, SourceReferences references, ScoreSheet scores)
    {
        using var runner = WorkerRunner.Start("tflite", variant.Path, new EngineOptions { Delegate = "none" });
        var tally = scores.Begin();
        var c = VariantComparison.Run(ReferenceSet.HeldOut, runner, variant.Signature, references.HeldOut, tally.Add);
        ScoreResult? byData = Of(ScoreTruth.Data), agreement = Of(ScoreTruth.Source);
        ScoreResult? Of(ScoreTruth truth) => tally.Results().FirstOrDefault(score => score.Truth == truth);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {c.MaxRelError:G2} | {c.MinCosine:0.00000} | {c.MeanCosine:0.00000} | {ScoreText.Of(agreement)} | "
                + $"{ScoreText.Of(byData)} | {byData?.Lost}, {byData?.Won} |"));
    }
}
