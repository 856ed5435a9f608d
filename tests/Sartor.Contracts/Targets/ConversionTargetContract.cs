using Sartor.Contracts.Operators;
using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Contracts.Targets;

/// <summary>
/// What every conversion target has to do: each precision that it names is written, read back by the reader of the format, and computes
/// what the source does on an engine; what it cannot write it refuses by name, and nothing is left then.
/// </summary>
public abstract class ConversionTargetContract : IDisposable
{
    private static readonly Dictionary<string, string> s_provenance = new() { ["sartor.source.name"] = "contract" };

    private readonly TemporaryFolder _folder = new();

    /// <summary>The target.</summary>
    protected abstract IConversionTarget Target { get; }

    /// <summary>A network that the target can express, with an evaluation of every operator.</summary>
    protected virtual ModelGraph Network() => TargetNetworks.Image();

    /// <summary>Reads a file of the format and looks at its graph, which is gone afterwards.</summary>
    protected virtual void Read(string path, Action<ModelGraph> look)
    {
        using var model = ModelFormats.Open(path);
        model.Format.Name.ShouldBe(Target.Format);
        look(model.Graph);
    }

    /// <summary>Loads a file on the engine that it is for, or else on the reference of the format.</summary>
    protected virtual IModelRunner Run(string path)
    {
        var reference = EnginePlan.Of(Target).Reference(Target);
        if (InferenceEngines.Get(reference.Engine).Probe().Problem is { } problem) Assert.Skip(problem);
        return WorkerRunner.Start(reference.Engine, path, new EngineOptions { Delegate = reference.Delegate });
    }

    // What rounding explains beyond the bound of the sums. The reference of a format takes functions from the C library; an engine of
    // another runtime approximates them.
    private IReadOnlyList<Comparison> Rounding(ModelGraph source, ReferenceSet set)
    {
        if (Target.Engine is null) return [];
        using var device = new HostDevice();
        var (cancellation, limits) = (TestContext.Current.CancellationToken, new EngineWorkerOptions());
        var sessions = new WorkerSessions(device, cancellation);
        return new RoundingProbe(EnginePlan.Of(Target), sessions, Target, source, limits, 1, cancellation).Run([set]);
    }

    private string Output => Path.Combine(_folder.Path, "out" + Target.Suffix);

    private IReadOnlyList<string> Written => Target.Layout.Of(Output);

    private IEnumerable<string> Left => Directory.EnumerateFileSystemEntries(_folder.Path);

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Target_SaysWhatItIs()
    {
        Target.Name.ShouldMatch("^[a-z0-9]+(-[a-z0-9]+)*$");
        Target.Format.ShouldNotBeEmpty();
        Target.Suffix.ShouldMatch(@"^\.[a-z0-9]+$");
        Target.Precisions.ShouldContain(Precision.Float32);
        Target.Precisions.ShouldBe(Precisions.All.Where(Target.Precisions.Contains), "from the most to the least exact, each once");
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    [InlineData(Precision.Int8)]
    public void Precision_IsWrittenAndComputesTheSameOrIsNotOfTheTarget(Precision precision)
    {
        var source = Network();
        var converter = new ModelConverter(Target, source, s_provenance);
        if (!Target.Precisions.Contains(precision))
        {
            var error = Should.Throw<OptionException>(() => converter.Write(precision, Output));
            error.Message.ShouldContain(precision.Name());
            foreach (var written in Target.Precisions) error.Message.ShouldContain(written.Name());
            Left.ShouldBeEmpty();
            return;
        }
        var samples = Samples(source, 8);
        var statistics = precision == Precision.Int8 ? Calibrate(converter, samples) : null;
        var facts = new Dictionary<string, string> { ["sartor.contract"] = "näh\n\"1\"" };

        var converted = converter.Write(precision, Output, statistics, facts);

        Left.ShouldBe(Target.Layout.IsFolder ? [Output] : Written, ignoreOrder: true);
        converted.Path.ShouldBe(Output);
        converted.Files.ShouldBe(Written);
        converted.Precision.ShouldBe(precision);
        Read(Output, graph =>
        {
            Precisions.Of(graph).ShouldBe(precision);
            graph.Source.Metadata["sartor.source.name"].ShouldBe("contract");
            graph.Source.Metadata["sartor.contract"].ShouldBe(facts["sartor.contract"]);
            BoundaryIsReadBack(source, graph, converted.Signature);
        });
        using var runner = Run(Output);
        var comparison = VariantComparison.Run(
            ReferenceSet.Random, runner, converted.Signature, samples, null, OutputTraits.Of(source));
        comparison.Samples.ShouldBe(samples.Length);
        var limits = GateLimits.Default with { RandomInputsDecide = true };
        var judged = new EngineTarget("reference", "plain");
        var verdict = VerificationJudge.Judge(precision, judged, [comparison], [], limits);
        if (!verdict.Gate.Passed && precision == Precision.Float32)
            verdict = VerificationJudge.Judge(
                precision, judged, [comparison], [], limits, Rounding(source, new ReferenceSet(ReferenceSet.Random, samples)));
        verdict.Gate.Passed.ShouldBeTrue(string.Join("; ", verdict.Gate.Reasons));
    }

    [Fact]
    public void Source_StaysAsItIs()
    {
        var source = Network();
        var before = source.Nodes.Select(n => n.ToString()).ToArray();
        var samples = Samples(source, 1);

        new ModelConverter(Target, source).Write(Precision.Float32, Output);

        source.Nodes.Select(n => n.ToString()).ShouldBe(before);
        source.Inputs.Concat(source.Outputs).ShouldAllBe(v => v.BoundaryPermutation == null);
        GraphEvaluator.Run(source, [.. samples[0].Inputs]).Select(t => t.ToSingles()).ShouldBe(samples[0].Outputs);
    }

    [Fact]
    public void SameGraph_GivesTheSameBytes()
    {
        var converter = new ModelConverter(Target, Network(), s_provenance);
        var other = Path.Combine(_folder.Path, "again" + Target.Suffix);

        converter.Write(Precision.Float32, Output);
        var again = converter.Write(Precision.Float32, other);

        foreach (var (first, second) in Written.Zip(again.Files))
            File.ReadAllBytes(second).ShouldBe(File.ReadAllBytes(first));
    }

    [Fact]
    public void OpaqueOperator_IsRefusedByNameAndNode()
    {
        var source = Network();
        var raw = new RawNode("onnx", "com.example", "Strange", 1, new Dictionary<string, object>());
        var strange = new OpaqueOperator(raw, "no binding", new[] { source.Outputs[0].Type }.ToEquatableArray());
        source.Outputs[0] = source.Add(strange, [source.Outputs[0]], "the-strange-node").Output;

        var error = Should.Throw<UnsupportedModelException>(() => new ModelConverter(Target, source));

        error.Message.ShouldContain("com.example.Strange");
        error.Message.ShouldContain("the-strange-node");
    }

    [Fact]
    public void OperatorThatTheFormatLacks_IsRefusedByNameAndNodeAndLeavesTheFileBefore()
    {
        var source = Network();
        source.Outputs[0] = source.Add(new UnheardOperator(), [source.Outputs[0]], "the-unheard-node").Output;
        var before = Target.Layout.Of(Output);
        foreach (var file in before)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "old");
        }

        var error = Should.Throw<UnsupportedModelException>(() => new ModelConverter(Target, source).Write(Precision.Float32, Output));

        error.Message.ShouldContain("Unheard");
        error.Message.ShouldContain("the-unheard-node");
        Left.ShouldBe(Target.Layout.IsFolder ? [Output] : before, ignoreOrder: true);
        before.Select(File.ReadAllText).ShouldAllBe(text => text == "old");
    }

    [Fact]
    public void QuantisedSource_IsRefused()
    {
        var source = new ModelGraph("quantised");
        var x = source.AddInput("x", new TensorType(ElementType.Int8, new Shape(1, 4)));
        x.Quantization = QuantizationParameters.PerTensor(0.5f, 0);
        source.Outputs.Add(x);

        Should.Throw<UnsupportedModelException>(() => new ModelConverter(Target, source)).Message.ShouldContain("already quantized");
    }

    [Fact]
    public void PlaceThatCannotBeWritten_IsAnErrorAndLeavesNothing()
    {
        var converter = new ModelConverter(Target, Network());

        File.WriteAllText(Output, "no folder");

        Should.Throw<OutputException>(() => converter.Write(Precision.Float32, Path.Combine(Output, "out")));

        Left.ShouldBe([Output]);
    }

    [Fact]
    public void Cancelled_EndsAndLeavesNothing()
    {
        using var cancel = new CancellationTokenSource();
        var converter = new ModelConverter(Target, Network(), null, cancel.Token);
        cancel.Cancel();

        Should.Throw<OperationCanceledException>(() => converter.Write(Precision.Float32, Output));
        Should.Throw<OperationCanceledException>(() => converter.BeginCalibration(Output));

        Left.ShouldBeEmpty();
    }

    private static ReferenceOutputs[] Samples(ModelGraph source, int count) =>
    [
        .. from i in Enumerable.Range(0, count)
           let inputs = source.Inputs.Select(v => RandomInputs.Uniform(v.Type.Shape!, -1, 1, (ulong)i)).ToArray()
           let outputs = GraphEvaluator.Run(source, inputs).Select(t => t.ToSingles()).ToArray()
           select new ReferenceOutputs($"random-{i}", inputs, outputs),
    ];

    private IReadOnlyDictionary<string, ActivationStatistics> Calibrate(ModelConverter converter, IEnumerable<ReferenceOutputs> samples)
    {
        var calibration = converter.BeginCalibration(Output);
        using (var runner = Run(Output))
        {
            foreach (var sample in samples) calibration.Add(runner, sample.Inputs);
        }
        foreach (var file in Written) File.Delete(file);
        return calibration.Statistics(CalibrationMethod.MinMax);
    }

    // What the file says of itself, not what its extents leave to guess.
    private static void BoundaryIsReadBack(ModelGraph source, ModelGraph read, ModelSignature written)
    {
        var metadata = read.Source.Metadata;
        for (var i = 0; i < written.Inputs.Count; i++) Stated("input", i, written.Inputs[i]);
        for (var i = 0; i < written.Outputs.Count; i++) Stated("output", i, written.Outputs[i]);
        var found = SignatureMatch.Of(source, read, "the file");
        Facts(found.Inputs).ShouldBe(Facts(written.Inputs));
        Facts(found.Outputs).ShouldBe(Facts(written.Outputs));

        void Stated(string kind, int index, TensorMapping tensor) =>
            SignatureMetadata.Read(metadata, kind, index, tensor.SourceShape.Rank).ShouldBe(Order(tensor), $"{kind} {index}");
    }

    private static IEnumerable<string> Facts(IEnumerable<TensorMapping> tensors) =>
        tensors.Select(t => $"{t.SourceShape} {t.VariantType} {Order(t)} {t.Quantization}");

    private static Permutation Order(TensorMapping tensor) => tensor.Permutation ?? Permutation.Identity(tensor.SourceShape.Rank);
}
