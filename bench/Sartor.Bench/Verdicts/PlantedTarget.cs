using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Bench.Verdicts;

/// <summary>A target with one mistake in it. All else, the jobs that use it included, is what ships.</summary>
internal sealed class PlantedTarget : IConversionTarget
{
    private readonly IConversionTarget _target;
    private readonly Mistake _mistake;

    public PlantedTarget(IConversionTarget target, Mistake mistake)
    {
        (_target, _mistake) = (target, mistake);
        var passes = target.Lowering.Passes.ToList();
        // Constants that the file computes are constants by then.
        var folded = 1 + passes.FindIndex(pass => pass is ConstantFoldingPass);
        if (mistake.Stage == MistakeStage.Source) passes.Insert(folded, new PlantedPass(this, null));
        if (mistake.Stage is MistakeStage.Lowered) passes.Add(new PlantedPass(this, null));
        Lowering = new PassPipeline(passes);
    }

    public string Name => _target.Name;

    public string Format => _target.Format;

    public string? Engine => _target.Engine;

    public string Suffix => _target.Suffix;

    public FileLayout Layout => _target.Layout;

    public bool HasTaskMetadata => _target.HasTaskMetadata;

    public IReadOnlyList<Precision> Precisions => _target.Precisions;

    public PassPipeline Lowering { get; }

    /// <summary>True once the mistake is in a graph; false: none had a place for it.</summary>
    public bool IsPlanted { get; set; }

    public IGraphPass? Quantization(
        Precision precision, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options)
    {
        if (statistics is not null && _mistake.Ranges is { } change) statistics = change(statistics);
        var pass = _target.Quantization(precision, statistics, options);
        return pass is null || _mistake.Stage != MistakeStage.Quantized ? pass : new PlantedPass(this, pass);
    }

    // The mistake is the quantiser's; what it should have done is known.
    public IReadOnlyDictionary<string, ActivationStatistics> Prepare(
        Precision precision, ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics>? statistics, Int8Options options) =>
        _target.Prepare(precision, graph, statistics, options);

    public IReadOnlyList<Refusal> Refusals(ModelGraph graph) => _target.Refusals(graph);

    public void Write(ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata) =>
        WriteForTasks(graph, files, metadata, null);

    public void WriteForTasks(
        ModelGraph graph, IReadOnlyList<Stream> files, IReadOnlyDictionary<string, string> metadata, TaskMetadata? task)
    {
        if (_mistake.Stage == MistakeStage.Written) IsPlanted |= _mistake.Plant(graph);
        _target.WriteForTasks(graph, files, metadata, task);
    }

    // The pass before it, where the mistake is made in what that pass leaves.
    private sealed class PlantedPass(PlantedTarget target, IGraphPass? before) : IGraphPass
    {
        public bool Run(ModelGraph graph)
        {
            if (before is not null && !before.Run(graph)) return false;
            var planted = target._mistake.Plant(graph);
            if (planted && target._mistake.Stage == MistakeStage.Source) graph.InferTypes();
            target.IsPlanted |= planted;
            return planted || before is not null;
        }
    }
}
