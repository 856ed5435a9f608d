using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Data.Splits;
using Sartor.Formats;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>A model and its data, opened, checked against each other, and divided when someone asks for the division.</summary>
internal sealed class EvaluationInputs : IDisposable
{
    private SampleCache _samples;
    private PreprocessOptions _preprocess;
    private readonly List<Diagnostic> _diagnostics;
    private InputFeed _feed;
    private LabelAlignment _labels;
    private readonly Lazy<Data.Splits.DataSplit> _split;

    private EvaluationInputs(
        ModelFile model, DataSet data, InputFeed feed, SplitOptions split, PreprocessOptions preprocess, ScoreSheet scores,
        LabelAlignment labels, List<Diagnostic> diagnostics)
    {
        Scores = scores;
        Model = model;
        Data = data;
        SplitOptions = split;
        _split = new(() => Sartor.Data.Splits.DataSplit.Create(data, split));
        _diagnostics = diagnostics;
        _feed = feed;
        Signature = feed.Signature;
        _labels = labels;
        _preprocess = preprocess;
        _samples = Cache(preprocess);
    }

    public ModelFile Model { get; }

    public DataSet Data { get; }

    /// <summary>Samples in one run of the network: 1, or a batch along the first axis of all inputs and outputs.</summary>
    public int Batch => _feed.Batch;

    /// <summary>What says how right the network is, by one sample.</summary>
    public ScoreSheet Scores { get; }

    /// <summary>How the samples are divided.</summary>
    public SplitOptions SplitOptions { get; }

    /// <summary>Calibration samples and held-out samples.</summary>
    /// <exception cref="DataSetException">There are fewer than two different samples.</exception>
    public Data.Splits.DataSplit Split => _split.Value;

    /// <summary>Identifiers of all samples.</summary>
    public IEnumerable<string> AllIds => Enumerable.Range(0, Data.Count).Select(Data.IdOf);

    /// <summary>The source's own inputs and outputs: what it takes in reals, and how it holds them.</summary>
    public ModelSignature Signature { get; private set; }

    /// <summary>What was assumed, and notes of model and data.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>What is assumed of the preprocessing; null where it is stated, or the data has no images.</summary>
    public PreprocessGuess? Guess { get; private init; }

    /// <summary>Whether the numbers rest on preprocessing that nobody stated and no label spoke for.</summary>
    public bool AssumesPreprocessing { get; private set; }

    /// <summary>What happens to images.</summary>
    public PreprocessOptions Preprocess => _preprocess;

    /// <summary>The preprocessing, as a clause, where <see cref="AssumesPreprocessing"/>; else null.</summary>
    public string? AssumedPreprocessing => AssumesPreprocessing ? Describe(_preprocess) : null;

    /// <summary>A sample's label means the output of that number and this: 0, or 1 behind a background class.</summary>
    public int LabelOffset => _labels.Offset;

    /// <param name="options">With data.</param>
    /// <param name="split">Divides as many samples as there are; null: as the options say.</param>
    /// <param name="check">Looks at the model before any data are read; null for nobody.</param>
    /// <exception cref="SartorException">Model or data cannot be used, or do not belong together.</exception>
    public static EvaluationInputs Open(
        InputOptions options, Func<int, SplitOptions>? split = null, Action<ModelFile>? check = null)
    {
        ModelFile? model = null;
        DataSet? data = null;
        try
        {
            model = SourceModels.Open(options);
            check?.Invoke(model);
            CheckSignature(model);
            data = DataSet.Open(
                options.DataPath ?? throw new ArgumentException("no data is given", nameof(options)), new DataSetOptions
                {
                    LabelsPath = options.LabelsPath,
                    InputNames = [.. model.Graph.Inputs.Select(input => input.Name)],
                });
            var diagnostics = new List<Diagnostic>(model.Graph.Diagnostics);
            diagnostics.AddRange(data.Diagnostics);
            var feed = InputFeed.Of(model, data, diagnostics);
            var (preprocess, guess) = Preprocessing(model, data, feed, options, diagnostics);
            var one = InputBatch.OfSample(feed.Signature, feed.Batch);
            var scores = options.IsBlind
                ? new ScoreSheet([], one)
                : ScoreSheet.For(options.Scores, one, new SampleTruth(data.LabelOf(0), data.TargetOf(0)), data.Path);
            var alignment = data.HasLabels && scores.ClassOutput is { } read
                ? LabelAlignment.For(data, scores.Outputs[read].Shape.ElementCount)
                : null;
            if (alignment?.Diagnostic is { } note) diagnostics.Add(note);
            if (data.HasLabels && scores.Scores.Count == 0) diagnostics.Add(UnusedLabels(scores.Outputs[0]));
            return new EvaluationInputs(
                model, data, feed, split?.Invoke(data.Count) ?? options.Split, preprocess, scores,
                alignment ?? new LabelAlignment(0, null), diagnostics)
            {
                Guess = guess,
                AssumesPreprocessing = guess is not null,
            };
        }
        catch
        {
            data?.Dispose();
            model?.Dispose();
            throw;
        }
    }

    /// <summary>Samples as they are run: one at a time, or a batch at a time.</summary>
    public IEnumerable<SampleRun> Runs(IReadOnlyList<string> ids) => SampleRun.Of(ids, Batch);

    /// <summary>The inputs of a run as the source takes them, in reals.</summary>
    public IReadOnlyList<Tensor> Read(SampleRun run) => _feed.Join([.. run.Fed.Select(id => _samples.Read(Data.IndexOf(id)))]);

    /// <summary>The same with other preprocessing.</summary>
    public IReadOnlyList<Tensor> Read(SampleRun run, PreprocessOptions preprocess)
    {
        var feed = _feed.With(preprocess);
        return _feed.Join([.. run.Fed.Select(id => feed(Data.Read(Data.IndexOf(id))))]);
    }

    /// <summary>What makes the inputs of a sample by its index; it keeps nothing, and is thread-safe.</summary>
    public Func<int, IReadOnlyList<Tensor>> Reader()
    {
        var feed = _feed.With(_preprocess);
        return index => feed(Data.Read(index));
    }

    /// <summary>What is right for a sample: its class is that among the source's outputs.</summary>
    public SampleTruth TruthOf(string id)
    {
        var index = Data.IndexOf(id);
        return new SampleTruth(Data.LabelOf(index) + LabelOffset, Data.TargetOf(index));
    }

    /// <summary>What the source gave in a run, with what is right for its samples.</summary>
    /// <param name="run">The run.</param>
    /// <param name="inputs">What was fed.</param>
    /// <param name="outputs">What came out, in reals.</param>
    public ReferenceOutputs Answer(SampleRun run, IReadOnlyList<Tensor> inputs, IReadOnlyList<float[]> outputs) => Batch == 1
        ? new ReferenceOutputs(run.Id, inputs, outputs, TruthOf(run.Id))
        : new ReferenceOutputs(run.Id, inputs, outputs)
        {
            Batch = Batch,
            Rows = [.. run.Ids.Select(id => new ReferenceRow(id, TruthOf(id)))],
        };

    private static Diagnostic UnusedLabels(ModelOutput first) => Diagnostic.Warning("labels-unused",
        $"the labels are not used: the output '{first.Name}' {first.Shape} is not one score a class; name a score with --score");

    /// <summary>Decides by the source's answers which outputs the labels mean, where nothing states it; notes what was found.</summary>
    /// <param name="answers">The class that the source named and the label as the data set has it, of each labelled sample.</param>
    /// <exception cref="DataSetException">They do not tell.</exception>
    public void AlignLabels(IReadOnlyList<(int Class, int Label)> answers)
    {
        // What the runtime computes wrongly tells nothing of the labels.
        if (RuntimeCheck.Of(Model.Graph) is null) _labels = LabelTrial.Decide(_labels, Data.Path, answers);
        if (_labels.Diagnostic is { } note && !_diagnostics.Contains(note)) _diagnostics.Add(note);
    }

    /// <summary>What the result says of the data, divided as it is.</summary>
    public DataUse Describe() => Describe(Split.Seed, Split.CalibrationIds.Items, Split.HeldOutIds.Items);

    /// <summary>What the result says of the data where these samples calibrated and those judged.</summary>
    public DataUse Describe(long seed, IReadOnlyList<string> calibrationIds, IReadOnlyList<string> heldOutIds) => new()
    {
        Name = Data.Name,
        Samples = Data.Count,
        Labelled = Enumerable.Range(0, Data.Count).Count(i => Data.LabelOf(i) is not null || Data.TargetOf(i) is not null),
        ClassNames = Data.ClassNames.Count == 0 || Scores.ClassOutput is null ? []
            : [.. Enumerable.Repeat("", LabelOffset), .. Data.ClassNames],
        Split = new SampleSplit
        {
            Seed = seed,
            CalibrationSamples = calibrationIds.Count,
            HeldOutSamples = heldOutIds.Count,
            CalibrationIds = calibrationIds,
            HeldOutIds = heldOutIds,
        },
        BatchSize = Batch,
        Preprocess = _feed.Describe(_preprocess, Data),
        Assumptions = [.. Diagnostics.Where(d => d.Code.StartsWith("assumed-", StringComparison.Ordinal)).Select(d => d.Message)],
    };

    public void Dispose()
    {
        Data.Dispose();
        Model.Dispose();
    }

    private static void CheckSignature(ModelFile model)
    {
        var graph = model.Graph;
        if (graph.Inputs.Count == 0)
            throw new UnsupportedModelException(model.Path, null, "has no input, so there is nothing to feed samples to");
        if (graph.Outputs.Count == 0)
            throw new UnsupportedModelException(model.Path, null, "has no output, so there is nothing to compare or measure");
        foreach (var value in graph.Inputs.Concat(graph.Outputs))
        {
            if (value.Type.Shape is null)
                throw new UnsupportedModelException(
                    model.Path, $"'{value.Name}'", "its shape is unknown; give the shapes of the inputs with --input-shape");
        }
        SampleBounds.Check(model.Path, ModelSignature.Of(graph));
    }

    /// <summary>Takes preprocessing that the labels speak for, or keeps the assumed one because they do.</summary>
    /// <param name="preprocess">What is fed from now on.</param>
    /// <param name="evidence">Says why; takes the place of the note that it was assumed.</param>
    public void UsePreprocessing(PreprocessOptions preprocess, Diagnostic evidence)
    {
        _diagnostics.RemoveAll(diagnostic => diagnostic.Code == Guess?.Diagnostic.Code);
        _diagnostics.Add(evidence);
        AssumesPreprocessing = false;
        if (preprocess == _preprocess) return;
        _preprocess = preprocess;
        _samples = Cache(preprocess);
    }

    /// <summary>Whole pixels are fed to the source from now on, as variants that take raw pixels get them.</summary>
    /// <param name="size">Of the pictures where variants resize and crop them; null: of the size that the source takes.</param>
    /// <returns>How the source takes them.</returns>
    /// <exception cref="OptionException">The samples are no images, or the input cannot take pixels.</exception>
    public PixelInput TakePixels(PictureSize? size)
    {
        if (!Data.HasImages)
            throw new OptionException("bake-preprocessing", $"{Data.Path} has numbers that are fed as they are; give images");
        return TakePixels(PixelInput.Of(Model.Graph, _preprocess, _feed.ImageInput, size));
    }

    /// <summary>The input that takes images, and how.</summary>
    /// <exception cref="OptionException">It takes no images of 1 or 3 channels.</exception>
    public PixelInput Image() => PixelInput.Of(Model.Graph, _preprocess, _feed.ImageInput);

    /// <summary>The same, as a file states them.</summary>
    public PixelInput TakePixels(PixelInput pixels)
    {
        Signature = Signature.With(pixels);
        if (!pixels.TakesPictures) return pixels;
        _feed = _feed.With(pixels);
        _samples = Cache(_preprocess);
        return pixels;
    }

    /// <summary>What happens to an image, as a clause.</summary>
    public string Describe(PreprocessOptions preprocess) => _feed.Clause(preprocess, Data);

    /// <summary>The input that takes images; the first one where none does.</summary>
    public TensorType ImageType => Model.Graph.Inputs[_feed.ImageInput].Type;

    /// <summary>What the file tells of that input.</summary>
    public ModelFacts InputFacts => FactsOf(Model, _feed);

    private SampleCache Cache(PreprocessOptions preprocess) => new(Data, _feed.With(preprocess), SampleCache.DefaultCapacity);

    private static ModelFacts FactsOf(ModelFile model, InputFeed feed) =>
        new(model.Format.Name, model.Graph.Source.Producer, model.Graph.Inputs[feed.ImageInput].Quantization);

    private static (PreprocessOptions, PreprocessGuess?) Preprocessing(
        ModelFile model, DataSet data, InputFeed feed, InputOptions options, List<Diagnostic> diagnostics)
    {
        if (options.Preprocess?.Invoke(new PreprocessOptions()).Color == ColorOrder.Bgr
            && InputGeometry.TryFrom(model.Graph.Inputs[feed.ImageInput].Type)?.Channels == 1)
            throw new OptionException("color", "has nothing to do: the model takes one channel, which has no order; leave it out");
        if (data.Preprocess is { } stated) return (options.Preprocess?.Invoke(stated) ?? stated, null);
        var guess = PreprocessGuess.For(model.Graph.Inputs[feed.ImageInput].Type, FactsOf(model, feed), data);
        if (options.Preprocess is { } change) return (change(guess.Options), null);
        // Numbers are fed as they are: nothing is assumed of them.
        if (!data.HasImages) return (guess.Options, null);
        diagnostics.Add(guess.Diagnostic);
        return (guess.Options, guess);
    }
}
