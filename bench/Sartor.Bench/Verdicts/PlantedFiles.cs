using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Bench.Verdicts;

/// <summary>The files of one network with one mistake.</summary>
internal sealed class PlantedFiles(JudgedNetwork judged, RightFiles right, Mistake mistake, PooledSessions sessions)
{
    private readonly PlantedTarget _target = new(judged.Target, mistake);
    private double? _ofConversion;

    /// <summary><see cref="VerdictOptions.InPlainKernels"/>.</summary>
    public bool InPlainKernels { get; init; }

    /// <summary>Judges them; empty where the network has no place for the mistake, or the format none for what comes of it.</summary>
    public IReadOnlyList<JudgedFile> Judge(IReadOnlyList<Precision> precisions)
    {
        if (Converter() is not { } converter) return [];
        return [.. precisions.Select(p => Write(converter, p)).OfType<ConvertedModel>().Select(file => Judge(converter, file))];
    }

    /// <summary>
    /// What the mistake changes in a precision, and whether that is more than rounding; empty where there is no such file.
    /// </summary>
    public IEnumerable<(double Change, bool IsMistake)> Changes(Precision precision)
    {
        if (Converter() is not { } converter || Write(converter, precision) is not { } file) yield break;
        var (change, rounding) = Change(converter, file, Runs);
        yield return (change, change > rounding);
    }

    private bool IsPlanted => _target.IsPlanted || mistake.Source is not null || mistake.Stage == MistakeStage.Run;

    private bool IsPlantedLate => mistake.Stage is MistakeStage.Quantized or MistakeStage.Written;

    private IModelSessions Runs => mistake.Session is null ? sessions : new ChangedSessions(sessions, mistake.Session);

    private ConvertedModel? Write(ModelConverter converter, Precision precision)
    {
        if (precision == Precision.Int8 && !judged.HasData || right.Of(precision) is null) return null;
        // The lowering is planted already; each quantisation may have a place for the mistake, or none.
        if (IsPlantedLate) _target.IsPlanted = false;
        var file = RightFiles.TryWrite(() => judged.Write(converter, precision));
        return IsPlanted ? file : null;
    }

    /// <summary>What writes the files; null where the network has no place for the mistake.</summary>
    public ModelConverter? Converter()
    {
        if (mistake.Stage == MistakeStage.Run) return mistake.Plant(right.Converter.Lowered) ? right.Converter : null;
        try
        {
            if (mistake.Source is { } source)
                return source(judged.Network) is { } other ? judged.Converter(judged.Target, other) : null;
            var converter = judged.Converter(_target);
            return IsPlantedLate || _target.IsPlanted ? converter : null;
        }
        catch (UnsupportedModelException)
        {
            return null;
        }
    }

    private JudgedFile Judge(ModelConverter converter, ConvertedModel file)
    {
        var (change, rounding) = Change(converter, file, Runs);
        var (outcome, detail) = change > rounding
            ? VerdictBenchmark.Outcome(judged.Judge(converter, file, InPlainKernels ? PlainMistake(file) : Runs), passes: true)
            : (FileOutcome.NoEffect, "");
        return new JudgedFile(judged.Name, mistake.Name, mistake, file.Precision, outcome, change, detail);
    }

    // The mistake is the plain kernels' own: the others run the right file.
    private OneSidedSessions PlainMistake(ConvertedModel file)
    {
        var known = judged.Write(right.Converter, Precision.Float32, name: "plain");
        var plain = JudgedNetwork.Plan.PlainBeside(JudgedNetwork.Plan.Targets(judged.Target.Format));
        return new OneSidedSessions(Runs, sessions, plain, file.Path, known.Path);
    }

    // A mistake of conversion is measured in float32, where nothing else makes a difference.
    private (double Change, double Rounding) Change(ModelConverter converter, ConvertedModel file, IModelSessions runs)
    {
        var rounding = right.Of(Precision.Float32)?.Rounding;
        if (mistake.Stage is MistakeStage.Quantized or MistakeStage.Run || rounding is null)
        {
            // What computes as float32 does has no mistake, however far the right file of its precision lies from that.
            if (mistake.Stage == MistakeStage.Quantized && Measure(file, runs, Precision.Float32) <= rounding) return (0, rounding.Value);
            return (Measure(file, runs, file.Precision), right.Of(file.Precision)!.Value.Rounding);
        }
        if (_ofConversion is not { } known)
        {
            var path = file.Path + ".change";
            known = file.Precision == Precision.Float32
                ? Measure(file, runs, Precision.Float32)
                : Measure(JudgedNetwork.Float(converter, Precision.Float32, path), runs, Precision.Float32);
            judged.Target.Layout.Delete(path);
            _ofConversion = known;
        }
        // The steps of a quantized source can be wrong where its floats are right.
        return known > rounding || !converter.IsQuantizedSource
            ? (known, rounding.Value)
            : (Measure(file, runs, file.Precision), right.Of(file.Precision)!.Value.Rounding);
    }

    private double Measure(ConvertedModel file, IModelSessions runs, Precision beside)
    {
        if (right.Of(beside) is not { } known) return double.PositiveInfinity;
        try
        {
            return OutputChange.Between(
                known.Outputs, OutputChange.Run(runs, file, right.Inputs), file.Signature.Outputs);
        }
        catch (Exception e) when (e is EngineException or UnsupportedModelException)
        {
            // What does not run, or is not read back, is no right file.
            return double.PositiveInfinity;
        }
    }

    private sealed class OneSidedSessions(IModelSessions wrong, IModelSessions sessions, EngineTarget? plain, string path, string rightPath)
        : IModelSessions
    {
        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) => target == plain
            ? wrong.Open(modelPath, target, threads, limits)
            : sessions.Open(modelPath == path ? rightPath : modelPath, target, threads, limits);
    }

    private sealed class ChangedSessions(IModelSessions sessions, Func<ITargetSession, ITargetSession> change) : IModelSessions
    {
        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) =>
            change(sessions.Open(modelPath, target, threads, limits));
    }
}
