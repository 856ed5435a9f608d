using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;

namespace Sartor.Bench.Verdicts;

/// <summary>
/// Feeds the judge of conversions with deliberate mistakes, which it has to refuse, and with right files, which it has to pass.
/// </summary>
/// <param name="options">Which of them.</param>
/// <param name="progress">Told what is being done; null for nobody.</param>
internal sealed class VerdictBenchmark(VerdictOptions options, Action<string>? progress = null)
{
    // A fifth of the spread: half of what a gate may allow, so that no right file stands at the border.
    private const double MostLoss = 0.2;
    private const double MostFloat16Loss = 0.02;

    // Two right files differ by roundings in another order: four times what the kernels of two delegates differ by is no mistake.
    private const double RoundingFactor = 4;
    private const double LeastRounding = 1.0 / (1 << 22);

    private const double OfOtherTargets = 0.2;

    // The mistakes of the families, in a target that no engine runs here.
    private const double OfFamilies = 0.5;

    private readonly List<JudgedFile> _files = [];

    /// <summary>Everything that was judged.</summary>
    public IReadOnlyList<JudgedFile> Files => _files;

    /// <summary>Networks that are not on this machine.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Networks that a target has no files for, with the reason.</summary>
    public List<string> Refused { get; } = [];

    /// <summary>What files are written for beside the default target.</summary>
    public static IReadOnlyList<IConversionTarget> OtherTargets { get; } =
        [.. new[] { "onnx", "coreml", "ncnn" }.Select(ConversionTargets.Get)];

    /// <summary>Runs it.</summary>
    /// <param name="root">The folder of the repository.</param>
    /// <exception cref="SartorException">A source cannot be read or run.</exception>
    public void Run(string root)
    {
        var folder = Directory.CreateTempSubdirectory("sartor-bench-").FullName;
        try
        {
            using var sessions = new PooledSessions();
            IReadOnlyList<BenchNetwork> hosts = [.. BenchNetworks.All, .. FileNetworks.In(root, Missing)];
            foreach (var network in hosts.Where(IsWanted)) RunMistakes(network, ConversionTargets.Default, folder, sessions);
            foreach (var target in OtherTargets)
            {
                foreach (var network in hosts.Where(n => n.HasSeeds && n.IsForAllTargets && IsWanted(n)))
                    RunMistakes(network, target, folder, sessions);
            }
            if (options.Mistake.Length > 0) return;
            foreach (var network in hosts.Concat(OddNetworks.All).Where(IsWanted))
            {
                for (var seed = 1; seed <= (network.HasSeeds ? network.Seeds : 1); seed++)
                    RunRight(network, ConversionTargets.Default, seed, folder, sessions);
                foreach (var target in OtherTargets.Where(_ => network.IsForAllTargets)) RunRight(network, target, 1, folder, sessions);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private bool IsWanted(BenchNetwork network) => network.Name.Contains(options.Network, StringComparison.Ordinal);

    private void RunMistakes(BenchNetwork network, IConversionTarget target, string folder, PooledSessions sessions)
    {
        using var judged = JudgedNetwork.Open(network, 1, Path.Combine(folder, "mistakes"), sessions, target, options.AsLarge);
        if (Converter(judged) is null) return;
        var right = new RightFiles(judged, sessions);
        foreach (var mistake in Mistakes.All.Where(m => m.Name.Contains(options.Mistake, StringComparison.Ordinal)))
        {
            progress?.Invoke($"{judged.Name}: {mistake.Name}");
            var share = Share(network, target, mistake);
            Precision[] drawn =
            [
                .. Written(network, target, mistake.Precisions).Where(p => options.Draws($"{judged.Name}/{mistake.Name}/{p}", share)),
            ];
            if (drawn.Length == 0) continue;
            var planted = new PlantedFiles(judged, right, mistake, sessions) { InPlainKernels = options.InPlainKernels };
            foreach (var file in planted.Judge(drawn)) Add(file);
        }
    }

    private ModelConverter? Converter(JudgedNetwork judged)
    {
        try
        {
            return judged.Converter(judged.Target);
        }
        catch (UnsupportedModelException e)
        {
            var line = $"{judged.Name}: {e.Message}";
            if (!Refused.Contains(line)) Refused.Add(line);
            return null;
        }
    }

    private void Add(JudgedFile file)
    {
        _files.Add(file);
        if (options.List.Length > 0) File.AppendAllLines(options.List, [VerdictTable.Line(file)]);
    }

    private IEnumerable<Precision> Written(BenchNetwork network, IConversionTarget target, IEnumerable<Precision> precisions) =>
        precisions.Where(p => network.Precisions.Contains(p) && target.Precisions.Contains(p) && (options.Precision ?? p) == p
            && (!options.InPlainKernels || (p == Precision.Float32 && target == ConversionTargets.Default)));

    // What other targets share with TFLite is judged there; a part of it is enough.
    private static double Share(BenchNetwork network, IConversionTarget target, Mistake mistake) =>
        mistake.Source is not null || mistake.Stage == MistakeStage.Written
        ? target.Format is "tflite" or "onnx" ? 1 : OfFamilies
        : target == ConversionTargets.Default ? network.Share : OfOtherTargets * network.Share;

    private void RunRight(BenchNetwork network, IConversionTarget target, int seed, string folder, PooledSessions sessions)
    {
        (Precision, CalibrationMethod)[] kinds =
        [
            (Precision.Float32, default), (Precision.Float16, default), (Precision.DynamicRangeInt8, default),
            .. Enum.GetValues<CalibrationMethod>().Select(method => (Precision.Int8, method)),
        ];
        var name = JudgedNetwork.NameOf(network, target);
        kinds =
        [
            .. kinds.Where(kind => Written(network, target, [kind.Item1]).Any() && options.Draws($"{name}/{seed}/{kind}")),
        ];
        if (kinds.Length == 0) return;
        progress?.Invoke($"{name}, weights {seed}");
        using var judged = JudgedNetwork.Open(network, seed, Path.Combine(folder, "right"), sessions, target, options.AsLarge);
        if (Converter(judged) is not { } converter) return;
        foreach (var (precision, method) in kinds)
        {
            if (precision == Precision.Int8 && !judged.HasData) continue;
            if (RightFiles.TryWrite(() => judged.Write(converter, precision, method)) is { } file)
                Add(Right(judged, seed, converter, file, method, sessions));
        }
    }

    private static JudgedFile Right(
        JudgedNetwork judged, int seed, ModelConverter converter, ConvertedModel file, CalibrationMethod method, PooledSessions sessions)
    {
        var kind = $"weights {seed}" + (file.Precision == Precision.Int8 ? $", {method}" : "");
        var isReduced = judged.Network.Reduction is not null;
        var loss = file.Precision == Precision.Float32 && !isReduced ? 0 : judged.Loss(file, sessions);
        var isLossy = loss > (file.Precision == Precision.Float16 && !isReduced ? MostFloat16Loss : MostLoss);
        var (outcome, detail) = Outcome(judged.Judge(converter, file), passes: false);
        return new JudgedFile(judged.Name, kind, null, file.Precision, isLossy ? FileOutcome.Lossy : outcome, loss, detail);
    }

    /// <summary>The verdicts of all ways together.</summary>
    /// <param name="verdicts">By way; a way that could not run the file refused it.</param>
    /// <param name="passes">True to tell what passed it, false to tell why it was refused.</param>
    internal static (FileOutcome Outcome, string Detail) Outcome(IReadOnlyList<WayVerdict> verdicts, bool passes)
    {
        var passed = verdicts.Count(v => v.Passed);
        var outcome = passed == verdicts.Count ? FileOutcome.Passed : passed == 0 ? FileOutcome.Refused : FileOutcome.Divided;
        var detail = passes
            ? verdicts.Where(v => v.Passed).Select(v => v.Way)
            : verdicts.Where(v => !v.Passed).Select(v => $"{v.Way}: {v.Reason}");
        return (outcome, string.Join("; ", detail));
    }

    /// <summary>What is rounding: the largest change that no mistake has made.</summary>
    internal static double Rounding(double ofKernels) => Math.Max(LeastRounding, RoundingFactor * ofKernels);
}
