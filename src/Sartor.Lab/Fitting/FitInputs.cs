using Sartor.Convert;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Data.Splits;
using Sartor.Formats;
using Sartor.Lab.Results;

namespace Sartor.Lab.Fitting;

/// <summary>The model and the data of a fit, opened, checked against each other, and split.</summary>
internal sealed class FitInputs : IDisposable
{
    private readonly Preprocessor _preprocessor;
    private readonly PreprocessOptions _preprocess;
    private readonly int _labelOffset;
    private readonly string _dataPath;

    private FitInputs(ModelFile model, DataSet data, Data.Splits.DataSplit split, PreprocessOptions preprocess, int labelOffset, string dataPath, IReadOnlyList<Diagnostic> diagnostics)
    {
        Model = model;
        Data = data;
        Split = split;
        Diagnostics = diagnostics;
        Boundary = ModelBoundary.Of(model.Graph);
        _labelOffset = labelOffset;
        _dataPath = dataPath;
        _preprocess = preprocess;
        _preprocessor = new Preprocessor(preprocess, RealType(Boundary.Inputs[0]));
    }

    public ModelFile Model { get; }

    public DataSet Data { get; }

    public Data.Splits.DataSplit Split { get; }

    /// <summary>The source's own inputs and outputs: what it takes in reals, and how it holds them.</summary>
    public ModelBoundary Boundary { get; }

    /// <summary>What was assumed, and notes of model and data.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <exception cref="SartorException">Model or data cannot be used, or do not belong together.</exception>
    public static FitInputs Open(FitOptions options)
    {
        ModelFile? model = null;
        DataSet? data = null;
        try
        {
            model = ModelFormats.Open(options.ModelPath, new ModelReadOptions { InputShapes = options.InputShapes });
            CheckBoundary(model);
            data = DataSet.Open(options.DataPath, new DataSetOptions { LabelsPath = options.LabelsPath });
            var diagnostics = new List<Diagnostic>(model.Graph.Diagnostics);
            diagnostics.AddRange(data.Diagnostics);
            var preprocess = Preprocessing(model, data, options, diagnostics);
            var outputs = model.Graph.Outputs[0].Type.Shape!.ElementCount;
            var alignment = data.HasLabels ? LabelAlignment.For(data, outputs) : null;
            if (alignment?.Diagnostic is { } note) diagnostics.Add(note);
            var split = Sartor.Data.Splits.DataSplit.Create(data, new SplitOptions { Seed = options.Seed });
            return new FitInputs(model, data, split, preprocess, alignment?.Offset ?? 0, options.DataPath, diagnostics);
        }
        catch
        {
            data?.Dispose();
            model?.Dispose();
            throw;
        }
    }

    /// <summary>A sample as the source takes it in reals, and its class among the source's outputs.</summary>
    public (string Id, Tensor Input, int? Label) Read(string id)
    {
        var sample = Data.Read(Data.IndexOf(id));
        return (id, _preprocessor.Apply(sample), sample.Label + _labelOffset);
    }

    /// <summary>What the result says of the data.</summary>
    public DataUse Describe() => new()
    {
        Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_dataPath))),
        Samples = Data.Count,
        Labelled = Enumerable.Range(0, Data.Count).Count(i => Data.LabelOf(i) is not null),
        Split = new Results.DataSplit
        {
            Seed = Split.Seed,
            CalibrationSamples = Split.CalibrationIds.Count,
            JudgementSamples = Split.JudgementIds.Count,
            CalibrationIds = [.. Split.CalibrationIds],
            JudgementIds = [.. Split.JudgementIds],
        },
        Preprocess = new Dictionary<string, string> { ["steps"] = PreprocessGuess.Describe(_preprocess) },
        Assumptions = [.. Diagnostics.Where(d => d.Code.StartsWith("assumed-", StringComparison.Ordinal)).Select(d => d.Message)],
    };

    public void Dispose()
    {
        Data.Dispose();
        Model.Dispose();
    }

    private static void CheckBoundary(ModelFile model)
    {
        var graph = model.Graph;
        if (graph.Inputs.Count != 1) throw new UnsupportedModelException(model.Path, null, $"has {graph.Inputs.Count} inputs; `fit` feeds networks with one input");
        if (graph.Outputs.Count == 0) throw new UnsupportedModelException(model.Path, null, "has no output");
        foreach (var value in graph.Inputs.Concat(graph.Outputs))
        {
            if (value.Type.Shape is null)
                throw new UnsupportedModelException(model.Path, $"'{value.Name}'", "its shape is not known; give the shapes of the inputs with --input-shape");
        }
    }

    private static PreprocessOptions Preprocessing(ModelFile model, DataSet data, FitOptions options, List<Diagnostic> diagnostics)
    {
        var input = model.Graph.Inputs[0];
        var preprocess = data.Preprocess;
        if (preprocess is null)
        {
            var guess = PreprocessGuess.For(input.Type, new ModelFacts(model.Format.Name, model.Graph.Source.Producer, input.Quantization));
            preprocess = guess.Options;
            if (options.Preprocess is null) diagnostics.Add(guess.Diagnostic);
        }
        return options.Preprocess?.Invoke(preprocess) ?? preprocess;
    }

    // A quantised input is fed through its parameters, so that preprocessing yields reals for every source.
    private static TensorType RealType(BoundaryTensor input) =>
        new(input.Quantization is null ? input.VariantType.Element : ElementType.Float32, input.SourceShape);
}
