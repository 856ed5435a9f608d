using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Bench.Int8;

/// <summary>Size, noise, conformance and accuracy of each network in int8, as TFLite and as ONNX.</summary>
internal sealed class Int8Benchmark(Int8Table table, Action<string> progress)
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);
    private static readonly WorkerSessions s_sessions = new(new HostDevice(), CancellationToken.None);

    /// <summary>Does all of them, one row each; true when none was refused.</summary>
    public bool Run(IEnumerable<Int8Network> networks)
    {
        var isWhole = true;
        foreach (var network in networks)
        {
            progress(network.Name);
            try
            {
                Run(network);
            }
            catch (SartorException e)
            {
                table.Refused(network, e.Message);
                isWhole = false;
            }
        }
        return isWhole;
    }

    private void Run(Int8Network network)
    {
        using var inputs = EvaluationInputs.Open(network.Inputs);
        string[] heldOut = [.. inputs.Split.HeldOutIds.Items.Take(network.HeldOut)];
        using var references = SourceReferences.Run(
            s_plan, s_sessions, inputs, heldOut, [], inputs.SplitOptions.Seed, 1, null, CancellationToken.None);
        var parameters = ParameterCount.Of(inputs.Model.Graph, GraphAnalysis.Of(inputs.Model.Graph)).Network;
        var results = Array.ConvertAll(["tflite", "onnx"], name => Try(network, ConversionTargets.Get(name), inputs, references));
        table.Row(network, parameters, heldOut.Length, references.Scores.FirstOrDefault(s => s.Truth == ScoreTruth.Data), results);
    }

    private static Int8Result Try(
        Int8Network network, IConversionTarget target, EvaluationInputs inputs, SourceReferences references)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-").FullName;
        try
        {
            var path = Path.Combine(folder, "int8" + target.Suffix);
            var converter = new ModelConverter(target, inputs.Model.Graph);
            var size = SizeOf(converter.Write(Precision.Float32, path));
            var statistics = CalibrationRun.Run(
                s_plan, s_sessions, converter, inputs, Path.Combine(folder, "float" + target.Suffix),
                CalibrationMethod.MeanSquaredError, 1, null, CancellationToken.None);
            var converted = converter.Write(Precision.Int8, path, statistics);
            var ratio = new SignalToNoise();
            var ofSamples = new List<double>();
            var tally = inputs.Scores.Begin();
            using var runner = s_sessions.Open(
                path, s_plan.Reference(target), 1, WorkerBudget.For(inputs.Model.Graph, inputs.Model.SizeBytes));
            VariantComparison.Run(ReferenceSet.HeldOut, runner, converted.Signature, references.HeldOut, (sample, given) =>
            {
                var own = new SignalToNoise();
                for (var i = 0; i < given.Count; i++) own.Add(sample.Outputs[i], given[i]);
                ratio.Add(own);
                ofSamples.Add(own.Decibels);
                tally.Add(sample, given);
            });
            int? violations = ModelFormats.HasConformanceRules(target.Format)
                ? ModelFormats.Check(path).Findings.Count(finding => finding.Severity == Severity.Error)
                : null;
            var result = new Int8Result(
                size, SizeOf(converted), ratio.Decibels, Median(ofSamples), violations,
                tally.Results().FirstOrDefault(score => score.Truth == ScoreTruth.Data), null);
            if (ratio.Decibels >= Int8Table.LeastDecibels) return result;
            var choice = new LayerChoice(
                new QuantizeOptions
                {
                    Input = network.Inputs,
                    OutputPath = path,
                    Target = target,
                    MinSqnrDb = Int8Table.LeastDecibels,
                }, s_plan, s_sessions, inputs, converter, statistics, references, Path.Combine(folder, "mixed"), SilentProgress.Instance,
                CancellationToken.None)
            {
                Options = Int8Options.Default,
            };
            choice.Run();
            var mixed = converter.Write(Precision.Int8, path, statistics, options: choice.Options);
            return result with { Mixed = choice.MixedPrecision, MixedBytes = SizeOf(mixed) };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static long SizeOf(ConvertedModel model) => model.Files.Sum(file => new FileInfo(file).Length);
}
