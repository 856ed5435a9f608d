using System.Diagnostics;
using System.Globalization;
using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;
using Sartor.Results.Records;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Latency;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;

namespace Sartor.Bench.Tailoring;

/// <summary>
/// How well latencies of whole networks are predicted from their parts on this machine: plain sums of operators and of blocks, and the
/// calibrated prediction, over networks that calibrated nothing. One thread, ONNX Runtime, in this process; parts and networks alternate
/// in one
/// shuffled order, so that a drift of the machine meets all.
/// </summary>
internal sealed class LatencyBenchmark(TextWriter text)
{
    private const int Calibration = 50;
    private const int Judged = 200;
    private const int Rounds = 3;

    // Of a round, for each model.
    private const double Seconds = 0.06;
    private const int LeastRuns = 3;

    public void Run()
    {
        var table = new MarkdownTable(
            text, "space", "parts", "operators", "parts measured in", "prediction", "mean error", "within ±5 %", "within ±10 %",
            "in its interval");
        Row(table, Demo(), [20, 24, 28]);
        Row(table, Torchvision("mobilenet_v2"), [128, 176, 224]);
        Row(table, Torchvision("resnet50"), [128, 176]);
        Row(table, Torchvision("vit_b_16"), [128, 160]);
    }

    private static (string Model, SpaceFile Space) Demo() => (
        Path.Combine(TestFiles.Root, "samples", "supernet", "model.onnx"), Space("fashion_mnist"));

    private static (string Model, SpaceFile Space) Torchvision(string name) => (
        Path.Combine(
            Environment.GetEnvironmentVariable("SARTOR_TORCHVISION")
                ?? throw new OptionException("SARTOR_TORCHVISION", "name the folder of the exported networks"), $"{name}.onnx"),
        Space(name));

    private static SpaceFile Space(string name) =>
        SpaceFileReader.Read(Path.Combine(TestFiles.Root, "samples", "spaces", $"{name}.toml"), BlockTemplates.All);

    private void Row(MarkdownTable table, (string Model, SpaceFile Space) of, double[] resolutions)
    {
        using var network = SuperNet.Open(of.Model, of.Space with { Resolution = of.Space.Resolution! with { Values = resolutions } });
        var forms = new UnitForms(network, FusionRules.Default);
        var operators = SpaceOperators.Of(network, forms);
        var random = new Random(1);
        var codes = Enumerable.Range(0, 4 * (Calibration + Judged)).Select(_ => SubNetCode.Random(network.Space, random)).Distinct()
            .Take(Calibration + Judged).ToArray();
        var models = new List<(string Key, Func<ModelGraph> Graph)>();
        models.AddRange(operators.Units.Select(unit => (unit.Key, (Func<ModelGraph>)(() => forms.Graph(unit.Value)))));
        // Of the operators, only those of the networks that are judged: the others say nothing here.
        var used = codes.Skip(Calibration).SelectMany(code => Kernels(network, forms, code)).ToHashSet(StringComparer.Ordinal);
        models.AddRange(operators.Kernels.Where(kernel => used.Contains(kernel.Key))
            .Select(kernel => (kernel.Key, (Func<ModelGraph>)(() => forms.Graph(kernel)))));
        models.AddRange(codes.Select(code => (code.ToString(), (Func<ModelGraph>)(() => network.SubNet(code).Graph))));
        var (latencies, seconds) = Measure(models, operators.Units.Keys.ToHashSet(StringComparer.Ordinal));

        var model = LatencyModel.Fit(network, Profile(network, operators, latencies, codes.Take(Calibration)));
        var judged = codes.Skip(Calibration).Select(code => (Truth: latencies[code.ToString()], Prediction: model.Predict(code),
            Operators: Kernels(network, forms, code).Sum(key => latencies[key]))).ToArray();
        void Add(string name, Func<(double Truth, LatencyPrediction Prediction, double Operators), double> predicted, string held)
        {
            double[] errors = [.. judged.Select(one => Math.Abs(predicted(one) - one.Truth) / one.Truth)];
            table.Row(
                network.Space.Name, $"{operators.Units.Count}", $"{operators.Kernels.Count}",
                FormattableString.Invariant($"{seconds:0} s"), name,
                MarkdownTable.Percent(errors.Average()), MarkdownTable.Percent(errors.Average(error => error <= 0.05 ? 1.0 : 0)),
                MarkdownTable.Percent(errors.Average(error => error <= 0.1 ? 1.0 : 0)), held);
        }
        Add("sum of operators", one => one.Operators, "");
        Add("sum of blocks", one => one.Prediction.SumMs, "");
        Add($"calibrated ({model.Kind})", one => one.Prediction.Milliseconds, MarkdownTable.Percent(judged.Average(one =>
            one.Truth >= one.Prediction.LowMs && one.Truth <= one.Prediction.HighMs ? 1.0 : 0)));
        text.Flush();
    }

    private static List<string> Kernels(SuperNet network, UnitForms forms, SubNetCode code)
    {
        var keys = new List<string>();
        CodeWalk.Sum(code, new UnitVisit(new UnitWalk(network, forms, (_, form) => keys.AddRange(form.Kernels))));
        return keys;
    }

    // The median of the rounds of each model, of which each is the median of its runs.
    private static (Dictionary<string, double> Milliseconds, double Seconds) Measure(
        IReadOnlyList<(string Key, Func<ModelGraph> Graph)> models, HashSet<string> parts)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-");
        try
        {
            var target = ConversionTargets.Interchange;
            for (var i = 0; i < models.Count; i++)
                new ModelConverter(target, models[i].Graph()) { Hashes = false }.Write(Precision.Float32, File(i));
            var order = Enumerable.Range(0, models.Count).SelectMany(i => Enumerable.Repeat(i, Rounds)).ToArray();
            new Random(1).Shuffle(order);
            var rounds = models.ToDictionary(model => model.Key, _ => new List<double>(), StringComparer.Ordinal);
            var seconds = 0.0;
            foreach (var i in order)
            {
                var clock = Stopwatch.StartNew();
                rounds[models[i].Key].Add(Median(File(i)));
                if (parts.Contains(models[i].Key)) seconds += clock.Elapsed.TotalSeconds;
            }
            var medians = rounds.ToDictionary(
                round => round.Key, round => round.Value.Order().ElementAt(Rounds / 2), StringComparer.Ordinal);
            return (medians, seconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        string File(int i) =>
            Path.Combine(folder.FullName, i.ToString(CultureInfo.InvariantCulture) + ConversionTargets.Interchange.Suffix);
    }

    private static double Median(string path)
    {
        using var session = InferenceEngines.Get(FusionRules.Default.Engine).Prepare(path, new EngineOptions());
        var random = new Random(1);
        session.Bind([.. session.Inputs.Select(input => Tensor.Create(input.Type.Shape!,
            [.. Enumerable.Range(0, (int)input.Type.Shape!.ElementCount).Select(_ => random.NextSingle())]))]);
        session.Run();
        var runs = new List<double>();
        var clock = Stopwatch.StartNew();
        while (runs.Count < LeastRuns || clock.Elapsed.TotalSeconds < Seconds)
        {
            var start = Stopwatch.GetTimestamp();
            session.Run();
            runs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return runs.Order().ElementAt(runs.Count / 2);
    }

    private static LatencyProfile Profile(
        SuperNet network, SpaceOperators operators, Dictionary<string, double> latencies, IEnumerable<SubNetCode> calibration)
    {
        LatencyItem Item(string key) => new(key, latencies[key], latencies[key], latencies[key], Rounds, "");
        return new LatencyProfile
        {
            SartorVersion = "",
            WrittenUtc = DateTimeOffset.UnixEpoch,
            Model = Path.GetFileName(network.Path),
            Space = network.Space.Name,
            Fingerprint = network.Space.Fingerprint,
            Device = "this machine",
            DeviceFacts = null,
            Engine = FusionRules.Default.Engine,
            EngineVersion = null,
            Delegate = "cpu",
            Precision = "float32",
            Threads = 1,
            Units = [.. operators.Units.Keys.Select(Item)],
            Operators = [],
            Networks = [.. calibration.Select(code => Item(code.ToString()))],
            Fusions = [],
            Failures = [],
        };
    }
}
