using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Engines;
using Sartor.Lab.Torch;

namespace Sartor.Bench.Coverage;

/// <summary>
/// Exports each classification network of torchvision with its BatchNorm layers kept, counts, converts and runs it, and deletes its files
/// before the next one. Writes docs/torchvision-networks.md.
/// </summary>
internal sealed class NetworkBenchmark(TextWriter text, Action<string> progress)
{
    private static readonly string s_exporter = Path.Combine(TestFiles.Root, "python", "export_torchvision.py");
    private static readonly string[] s_tooLarge = ["regnet_y_128gf", "vit_h_14"];
    private readonly IInferenceEngine _engine = InferenceEngines.Get("tflite");
    private readonly string _python = PythonProgram.Find(null);
    private readonly List<NetworkTrial> _trials = [];

    /// <summary>Runs the networks of these names, or all of them; true when none is wrong and every count is PyTorch's.</summary>
    public bool Run(IReadOnlyList<string> names)
    {
        text.WriteLine("""
            # Networks of torchvision

            Every classification network of torchvision 0.14, exported by `python/export_torchvision.py --keep-bn` with seeded random
            weights, converted to TensorFlow Lite in float32, and run in TensorFlow Lite 2.9 without a delegate and with XNNPACK: *right* is
            within 1e-3 of PyTorch's output, or 1e-4 of its largest element. Parameters and MACs are those that `inspect` shows for the
            ONNX file and for the converted one; *as PyTorch* compares both files with what hooks over PyTorch's convolutions and linear
            layers count (`tests/data/torchvision/counts.csv`; transformers are not in that list). Each network's files are deleted after
            its turn. This page is written by

                dotnet run -c Release --project bench/Sartor.Bench -- networks > docs/torchvision-networks.md
            """);
        var table = new MarkdownTable(text, "network", "outcome", "parameters", "MACs", "as PyTorch");
        foreach (var name in names is [] ? All() : names) Row(table, name);
        Summary();
        return _trials.All(t => t.Result.Outcome != CoverageOutcome.Wrong && Matches(t) is not false);
    }

    // Small ones first.
    private IEnumerable<string> All() => Output("--list").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .OrderBy(name => NetworkCounts.All.GetValueOrDefault(name)?.Macs ?? long.MaxValue);

    private void Row(MarkdownTable table, string name)
    {
        if (s_tooLarge.Contains(name))
        {
            table.Row(name, "more than 2 GiB, which no TensorFlow Lite file holds", "", "", "");
            return;
        }
        using var folder = new TemporaryFolder();
        var said = Output(name, "--keep-bn", "--out", folder.Path).Trim();
        progress(said);
        var path = Path.Combine(folder.Path, name);
        if (!File.Exists(path + ".onnx") || !File.Exists(path + ".output.npy"))
        {
            table.Row(name, $"not exported: {said}", "", "", "");
        }
        else
        {
            var trial = NetworkTrial.Run(path, _engine);
            _trials.Add(trial);
            var outcome = trial.Result.Outcome == CoverageOutcome.Right ? "right" : $"{trial.Result.Outcome}: {trial.Result.Detail}";
            var matches = Matches(trial) switch { true => "both", false => $"no: {trial.Source}, {trial.Variant}", null => "" };
            table.Row(name, outcome, $"{trial.Source?.Parameters}", $"{trial.Source?.Macs}", matches);
        }
        text.Flush();
    }

    private static bool? Matches(NetworkTrial trial) => NetworkCounts.All.GetValueOrDefault(trial.Result.Name) is { } counts
        ? trial.Source == (counts.Parameters, counts.Macs) && trial.Variant == trial.Source
        : null;

    private void Summary()
    {
        int Count(CoverageOutcome outcome) => _trials.Count(t => t.Result.Outcome == outcome);
        text.WriteLine();
        text.WriteLine(
            $"{Count(CoverageOutcome.Right)} of {_trials.Count} are right, {Count(CoverageOutcome.Refused)} refused, "
            + $"{Count(CoverageOutcome.Wrong)} wrong. {_trials.Count(t => Matches(t) is true)} of "
            + $"{_trials.Count(t => Matches(t) is not null)} have PyTorch's parameters and MACs, as ONNX and as TFLite.");
    }

    private string Output(params string[] arguments)
    {
        var start = new ProcessStartInfo(_python, [s_exporter, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }
}
