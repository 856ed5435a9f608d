using System.Text;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Analysis;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Evaluation;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Profiling;
using Sartor.Tailor.Searching;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Fitting;

/// <summary>
/// Finds the best network of a space for a device: measures the parts, judges networks, searches exactly, checks the first few on samples,
/// exports the best, judges it on samples that nothing else saw, and measures it whole. Each step is kept and not done again.
/// </summary>
/// <param name="network">The network and its space, with a batch of 1.</param>
/// <param name="judging">The same with the batch of the samples; null where there are none.</param>
/// <param name="options">What the network has to keep.</param>
/// <param name="time">The clock.</param>
internal sealed class TailorFit(SuperNet network, Judging? judging, TailorFitOptions options, TimeProvider time)
{
    /// <summary>The exported network, in the folder.</summary>
    public const string ModelName = "model";

    /// <summary>The result, in the folder.</summary>
    public const string ResultFile = "result.json";

    /// <param name="run">Runs a campaign that is planned, and shows how it goes.</param>
    /// <param name="progress">Is told what happens, one sentence.</param>
    /// <param name="cancellation">Ends it; the same call goes on.</param>
    public async Task<TailorFitResult> RunAsync(Func<Campaign, Task> run, Action<string> progress, CancellationToken cancellation)
    {
        progress("Measuring the parts of the space's networks.");
        var latencies = await new ProfileRun(network, options.Profile, time).RunAsync(run, cancellation).ConfigureAwait(false);
        Write("latency.json", ResultJson.Write(latencies));
        AccuracyProfile? accuracies = null;
        AccuracyRun? accuracy = null;
        if (judging is not null)
        {
            progress("Judging networks by held-back samples.");
            accuracy = new AccuracyRun(judging.Network, judging.Inputs, judging.Options);
            accuracies = accuracy.Run(time, (_, _) => { }, cancellation);
            Write("accuracy.json", ResultJson.Write(accuracies));
        }
        var search = new SpaceSearch(network, latencies, accuracies);
        if (!search.IsCovered) throw new DeviceException(options.Profile.Device, "too few parts could be measured; see latency.json");
        var limit = options.MaxLatencyMs ?? (search.Latency!.Predict(SingleModifications.Base(network.Space)).Milliseconds / 2);
        var (found, outcome) = search.Within(limit, options.Candidates);
        progress($"Found {Quantity.Of(found.Count, "network")} within the budget.");
        FittedNetwork[] candidates =
        [
            .. found.Select(code => Candidate(search, code, accuracy?.Share(code, isFinal: false, cancellation)))
                .OrderByDescending(candidate => candidate.CheckedAccuracy ?? 0),
        ];
        var chosen = candidates.Length == 0 ? null : SubNetCode.Parse(network.Space, candidates[0].Code);
        LatencyItem? measured = null;
        string? file = null;
        if (chosen is not null)
        {
            file = Export(chosen, accuracy, cancellation);
            progress("Measuring the chosen network whole.");
            var whole = options.Profile with { Only = [chosen], Folder = Path.Combine(options.Folder, "chosen") };
            var result = await new ProfileRun(network, whole, time).RunAsync(run, cancellation).ConfigureAwait(false);
            measured = result.Networks.Count > 0 ? result.Networks[0] : null;
        }
        var document = Result(search, candidates, limit, outcome.SmallestBudget) with
        {
            File = file,
            Accuracy = chosen is null ? null : accuracy?.Share(chosen, isFinal: true, cancellation),
            JudgedBy = accuracy?.Final.Count ?? 0,
            Measured = measured,
        };
        Write(ResultFile, ResultJson.Write(document));
        return document;
    }

    private TailorFitResult Result(SpaceSearch search, FittedNetwork[] candidates, double limit, double smallest) => new()
    {
        SartorVersion = SourceModels.SartorVersion,
        WrittenUtc = time.GetUtcNow(),
        Model = Path.GetFileName(network.Path),
        Space = network.Space.Name,
        Networks = network.Space.DistinctCount.ToString(),
        Device = options.Profile.Device,
        Engine = $"{options.Profile.Engine}/{options.Profile.Delegate}",
        MaxLatencyMs = limit,
        SmallestLatencyMs = smallest,
        LatencyError = double.IsFinite(search.Latency!.Error) ? search.Latency.Error : null,
        IsJudged = search.Accuracy is not null,
        AccuracyError = search.Accuracy is { } accuracy && double.IsFinite(accuracy.Error) ? accuracy.Error : null,
        Candidates = candidates,
        File = null,
        Accuracy = null,
        JudgedBy = 0,
        Measured = null,
    };

    private FittedNetwork Candidate(SpaceSearch search, SubNetCode code, double? measured)
    {
        var latency = search.Latency!.Predict(code);
        return new FittedNetwork(
            code.ToString(), latency.Milliseconds, Finite(latency.LowMs), Finite(latency.HighMs),
            search.Accuracy is { } accuracy ? 1 - accuracy.Wrong(code) : null, measured, GraphAnalysis.Of(network.SubNet(code).Graph).Macs);
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private string Export(SubNetCode code, AccuracyRun? accuracy, CancellationToken cancellation)
    {
        var graph = network.SubNet(code).Graph;
        if (accuracy is not null) BatchStatistics.Set(graph, accuracy.Statistics(code, cancellation));
        var path = Path.Combine(options.Folder, ModelName + ConversionTargets.Interchange.Suffix);
        new ModelConverter(
            ConversionTargets.Interchange, graph, new Dictionary<string, string> { ["sartor.tailor.code"] = code.ToString() }, cancellation)
            .Write(Precision.Float32, path);
        return path;
    }

    private void Write(string name, string text) =>
        AtomicFile.Write(Path.Combine(options.Folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

/// <summary>The samples that judge networks.</summary>
/// <param name="Network">The network with the batch of the samples.</param>
/// <param name="Inputs">The samples.</param>
/// <param name="Options">Which of them, and which networks.</param>
internal sealed record Judging(SuperNet Network, EvaluationInputs Inputs, AccuracyOptions Options);
