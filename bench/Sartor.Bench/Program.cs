using System.Globalization;
using Sartor.Bench;
using Sartor.Bench.Campaigns;
using Sartor.Bench.Coverage;
using Sartor.Bench.Int8;
using Sartor.Bench.Tailoring;
using Sartor.Bench.Verdicts;
using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Generated;

switch (args)
{
    case ["fidelity", var rounds, .. { Length: > 0 } models] when int.TryParse(rounds, out var count) && count > 0:
        return await FidelityBenchmark.RunAsync(count, models).ConfigureAwait(false);
    case ["quantization", var model, var data]:
        return QuantizationBenchmark.Run(model, data);
    case ["repeatability", var repeats, var rounds, var seconds, .. { Length: > 0 } models]
        when int.TryParse(repeats, out var r) && r > 1 && int.TryParse(rounds, out var m) && m > 2 && Time(seconds) is { } s:
        await RepeatabilityBenchmark.RunAsync(r, m, s, models, Console.Out).ConfigureAwait(false);
        return 0;
    case ["differences", var runs, var runSeconds, var seconds, .. var models]
        when int.TryParse(runs, out var n) && n > 1 && Time(runSeconds) is { } length && Time(seconds) is { } s:
        await DifferenceBenchmark.RunAsync(n, length, s, models, Console.Out).ConfigureAwait(false);
        return 0;
    case ["verdict", .. var words] when VerdictOptions.Parse(words) is { } options:
        var verdicts = new VerdictBenchmark(options, Console.Error.WriteLine);
        verdicts.Run(TestFiles.Root);
        VerdictTable.Write(Console.Out, verdicts);
        return verdicts.Files.Any(file => file.IsWrong) ? 1 : 0;
    case ["coverage"]:
        var coverage = new CoverageBenchmark();
        coverage.Run(Console.Error.WriteLine);
        CoverageTable.Write(Console.Out, coverage);
        var isWrong = coverage.Generated.Wrong.Count > 0
            || coverage.Corpora.Any(c => c.Results.Any(r => r.Outcome == CoverageOutcome.Wrong));
        return isWrong ? 1 : 0;
    case ["networks", .. var names]:
        return new NetworkBenchmark(Console.Out, Console.Error.WriteLine).Run(names) ? 0 : 1;
    case ["int8", var data, .. var names]:
        var table = new Int8Table(Console.Out);
        var all = Int8Network.All(TestFiles.Root, data);
        var isWhole = new Int8Benchmark(table, Console.Error.WriteLine).Run(
            names is [] ? all : all.Where(network => names.Contains(network.Name)));
        table.Finish();
        return isWhole ? 0 : 1;
    case ["campaign", var folder, var trials] when int.TryParse(trials, out var number) && number > 0:
        await StubCampaign.RunAsync(folder, number, Console.Out).ConfigureAwait(false);
        return 0;
    case ["campaign", var folder, var trials, var ended] when int.TryParse(trials, out var number) && int.TryParse(ended, out var after):
        await StubCampaign.RunAsync(folder, number, Console.Out, after).ConfigureAwait(false);
        return 0;
    case ["small-networks", var folder, var count] when int.TryParse(count, out var number) && number > 0:
        SmallNetworks.Write(folder, number);
        return 0;
    case ["macro", var accuracies]:
        new MacroBenchmark(accuracies, Console.Out).Run();
        return 0;
    case ["ranks"]:
        new RankBenchmark(Console.Out).Run();
        return 0;
    case ["latency"]:
        new LatencyBenchmark(Console.Out).Run();
        return 0;
    case ["search"]:
        new SearchBenchmark(Console.Out).Run();
        return 0;
    case ["phones", var latencies]:
        new PhoneBenchmark(latencies, Console.Out).Run();
        return 0;
    case ["campaign", var folder]:
        StubCampaign.Open(folder, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: fidelity ROUNDS MODEL.onnx|MODEL.tflite …   (build the loops first: make -C bench/native)
                   quantization MODEL DATA
                   repeatability REPEATS ROUNDS SECONDS MODEL.onnx …      (SECONDS that a launch counts)
                   differences RUNS RUN_SECONDS SECONDS MODEL.onnx …
                   coverage
                   networks [NAME …]
                   int8 DATA [NAME …]
                   campaign FOLDER [TRIALS [KILLED_AFTER]]    (of trials that do nothing; without TRIALS it is opened only)
                   small-networks FOLDER COUNT    (models for samples/campaign)
                   macro nas_bench_macro_cifar10.csv    (how far the pick of a search lies behind the best network)
                   latency    (how well latencies of networks are predicted from their parts)
                   ranks    (how well accuracies of the sample SuperNet's networks are ranked)
                   search    (how long the exact search takes, and what guessing loses)
                   phones fbnet_latency_6_devices.csv    (how well sums predict latency)
                   verdict [--share 0.1] [--seed N] [--network NAME] [--mistake NAME] [--precision NAME] [--as large|plain] [--list FILE]
            """);
        return 2;
}

static double? Time(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : null;
