using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>What is stated about inputs, what a verification covered, and what the record says of a comparison.</summary>
public sealed class EvaluationPartsTests
{
    private const double Tiny = 1e-9;

    private static readonly EngineTarget s_target = new("tflite", "none");

    /// <summary>The largest error beside its own spread is the worst; slices that do not vary are counted.</summary>
    [Fact]
    public void Record_HasTheWorstSliceAndTheShareThatDidNotVary()
    {
        var parity = ParityOf.Comparison(Compared(Slice(-1, 0, 0.2, 2), Slice(1, 0, 0.1, 1), Slice(1, 1, 0.3, 2), Slice(1, 2, 9, 0),
            Slice(1, 3, 0.2, 2)));
        (parity.Set, parity.Samples).ShouldBe(("held-out", 7));
        var output = parity.Outputs.ShouldHaveSingleItem();
        (output.SpreadError!.Value, output.Spread, output.Magnitude).ShouldBe((0.1, 2, 2));
        output.NotVaried.ShouldBe(0.25);
        output.Worst.ShouldBe(new SliceParity(1, 1, 0.15));
        output.Unequal.ShouldBeNull();
    }

    [Fact]
    public void Record_OfOneNumber_HasNoSlice()
    {
        var varied = ParityOf.Comparison(Compared(Slice(-1, 0, 0.2, 2))).Outputs[0];
        (varied.NotVaried, varied.Worst, varied.SpreadError).ShouldBe((0, null, 0.1));
        var constant = ParityOf.Comparison(Compared(Slice(-1, 0, 0.2, 0))).Outputs[0];
        (constant.NotVaried, constant.Worst, constant.SpreadError).ShouldBe((1, null, null));
        var wild = ParityOf.Comparison(Compared(
            Slice(-1, 0, double.PositiveInfinity, double.PositiveInfinity), Slice(1, 0, double.PositiveInfinity, 1))).Outputs[0];
        (wild.Spread, wild.Worst, wild.SpreadError).ShouldBe((0, null, null));
        ParityOf.Comparison(Compared()).Outputs.ShouldBeEmpty();
        var decisions = Compared(Slice(-1, 0, 0, 1));
        decisions = decisions with { Outputs = [decisions.Outputs[0] with { Kind = OutputKind.Decision, Different = 0.125 }] };
        ParityOf.Comparison(decisions).Outputs[0].Unequal.ShouldBe(0.125);
    }

    /// <summary>Four roundings of the larger of magnitude and scale are no variation.</summary>
    [Theory]
    [InlineData(1, 0, 0, true)]
    [InlineData(0, 0, 0, false)]
    [InlineData(4, 1 << 24, 0, false)]
    [InlineData(4.001, 1 << 24, 0, true)]
    [InlineData(4, 0, 1 << 24, false)]
    [InlineData(4.001, 0, 1 << 24, true)]
    public void Variation_IsBeyondRounding(double spread, double magnitude, double scale, bool varies) =>
        SliceJudge.Varies(new SliceComparison(-1, 0)
        {
            MaxError = 0,
            RmsError = 0,
            Magnitude = magnitude,
            Spread = spread,
            IsVariantConstant = false,
            Scale = scale,
        }).ShouldBe(varies);

    [Theory]
    [InlineData(new[] { 1.0, 1 }, 0, "not-varied Warning: the output 'y' was the same for every input")]
    [InlineData(new[] { 1.0, 0.5 }, 0, "not-varied Information: 50.0 % of the slices of 'y' were the same")]
    [InlineData(new[] { 0.25, 0.5 }, 0, "not-varied Information: 25.0 % of the slices of 'y' were the same")]
    [InlineData(new[] { 1.0, 0 }, 0, null)]
    [InlineData(new[] { 0.0, 0 }, 0.5, "source-undefined Warning: 50.0 % of 'y' is NaN in the source")]
    public void WhatDidNotVary_IsNoted(double[] notVaried, double undefined, string? expected)
    {
        Verdict[] verdicts = [.. notVaried.Select((share, i) => new Verdict
        {
            Target = s_target,
            Gate = Gate.Of([]),
            Parity = [ParityOf.Comparison(Compared(Slice(-1, 0, 0, 1))) with { Outputs = [Parity(share, i == 0 ? undefined : 0)] }],
        })];
        var notes = Coverage.Notes(verdicts).Select(d => $"{d.Code} {d.Severity}: {d.Message}").ToArray();
        if (expected is null) notes.ShouldBeEmpty();
        else notes.ShouldHaveSingleItem().Replace("Note", "Information").ShouldStartWith(expected);
    }

    [Fact]
    public void AssumedRanges_AreNoted()
    {
        var graph = new ModelGraph("g");
        graph.AddInput("a", new TensorType(ElementType.Float32, new Shape(2)));
        graph.AddInput("b", new TensorType(ElementType.Int64, new Shape(2)));
        graph.AddInput("c", new TensorType(ElementType.Float32, new Shape(2)));
        InputDomain[] domains = [new(-1, 1, DomainOrigin.Assumed), new(0, 1, DomainOrigin.Assumed), new(2, 3, DomainOrigin.Stated)];
        var notes = Coverage.Notes(graph, domains).ToArray();
        notes.Select(n => n.Code).ShouldBe(["assumed-range", "assumed-range"]);
        notes[0].Message.ShouldBe("nothing states the range of 'a': values from -1 to 1, and for float32 up to 256, were compared; give "
            + "--range for others");
        notes[1].Message.ShouldContain("the integers of 'b': only 0 and 1 were compared; give --input b=low,high for others");
        Coverage.Describe(graph, domains).Select(d => (d.Name, d.Low, d.High, d.Origin)).ShouldBe(
            [("a", -1, 1, "assumed"), ("b", 0, 1, "assumed"), ("c", 2, 3, "stated")]);
    }

    [Fact]
    public void StatedDomains_GoBeforeOthers()
    {
        var graph = new ModelGraph("g");
        graph.AddInput("a", new TensorType(ElementType.Float32, new Shape(2)));
        graph.AddInput("b", new TensorType(ElementType.Int64, new Shape(2)));
        graph.AddInput("c", new TensorType(ElementType.Float16, new Shape(2)));
        var options = new DomainOptions
        {
            Range = (5, 6),
            Inputs = new Dictionary<string, InputDomain> { ["c"] = new(7, 8, DomainOrigin.Stated) },
        };
        options.Of(graph).Select(d => (d.Low, d.High, d.Origin)).ShouldBe(
            [(5, 6, DomainOrigin.Stated), (0, 1, DomainOrigin.Assumed), (7, 8, DomainOrigin.Stated)]);
        DomainOptions.None.Of(graph)[0].ShouldBe(new InputDomain(-1, 1, DomainOrigin.Assumed));
        Should.Throw<OptionException>(() => new DomainOptions
        {
            Inputs = new Dictionary<string, InputDomain> { ["d"] = new(7, 8, DomainOrigin.Stated) },
        }.Of(graph)).Message.ShouldContain("'d' is not an input of the model; its inputs are 'a', 'b', 'c'");
    }

    /// <summary>A value is that of the input's shape and type; one number stands for all.</summary>
    [Fact]
    public void StatedValue_TakesTheShapeOfItsInput()
    {
        var graph = new ModelGraph("g");
        graph.AddInput("b", new TensorType(ElementType.Int64, new Shape(1, 2)));
        Tensor Of(Tensor value) => new DomainOptions
        {
            Inputs = new Dictionary<string, InputDomain> { ["b"] = new(0, 0, DomainOrigin.Stated) { Value = value } },
        }.Of(graph)[0].Value!;
        var all = Of(Tensor.Scalar(3f));
        (all.Type, string.Join(' ', all.ToInt64s())).ShouldBe((new TensorType(ElementType.Int64, new Shape(1, 2)), "3 3"));
        string.Join(' ', Of(Tensor.Create<float>(new Shape(1, 2), [4, 5])).ToInt64s()).ShouldBe("4 5");
        Of(Tensor.Create<float>(new Shape(1, 2), [4, 5])).Element.ShouldBe(ElementType.Int64);
        Should.Throw<OptionException>(() => Of(Tensor.Vector(1f, 2))).Message
            .ShouldContain("the value of 'b' is [2], and the input takes [1,2]");
    }

    /// <summary>Indices count from the end in ONNX, not in TFLite.</summary>
    [Theory]
    [InlineData("onnx", -10)]
    [InlineData("tflite", 0)]
    public void Indices_AreNegativeWhereTheFormatHasThem(string format, int low)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "m.onnx");
        File.WriteAllBytes(path, new OnnxBuilder().Input("i", ElementType.Int64, 2).Initializer("table", [10], new float[10])
            .Node("Gather", ["table", "i"], ["y"]).Output("y").Build());
        using var model = ModelFormats.Open(path);
        model.Graph.Source = model.Graph.Source with { Format = format };
        var domain = DomainOptions.None.Of(model.Graph).ShouldHaveSingleItem();
        (domain.Low, domain.High, domain.Origin).ShouldBe((low, 9, DomainOrigin.Graph));
    }

    [Theory]
    [InlineData("tflite", "tflite")]
    [InlineData("tflite/xnnpack tflite/none", "tflite")]
    [InlineData("litert", "litert")]
    [InlineData("tflite litert", null)]
    [InlineData("onnxruntime", null)]
    [InlineData("", null)]
    public void Runtime_IsThatOfTheEnginesThatAreAskedFor(string engines, string? runtime) =>
        RuntimeCheck.RuntimeOf(engines.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(runtime);

    [Fact]
    public void FileThatIsComputedWrongly_FailsEachVerdict()
    {
        ModelGraph Graph(string name, params string[] codes)
        {
            var graph = new ModelGraph(name);
            foreach (var code in codes) graph.Diagnostics.Add(Diagnostic.Warning(code, $"{code} here."));
            return graph;
        }
        RuntimeCheck.Of(Graph("a"), Graph("b", RuntimeFault.Refuses, "other")).ShouldBeNull();
        var fault = RuntimeCheck.Of(Graph("a", RuntimeFault.Wrong), Graph("b", RuntimeFault.Wrong, RuntimeFault.Aborts)).ShouldNotBeNull();
        (fault.Code, fault.Passed, fault.Detail).ShouldBe(
            (GateCode.RuntimeWrong, false, "a: runtime-wrong here; b: runtime-wrong here"));

        var guesses = new GateCheck { Code = GateCode.SourceGuesses, Passed = false };
        Verdict[] verdicts = [Of(guesses, new GateCheck { Code = GateCode.ScoreLoss, Passed = true })];
        RuntimeCheck.Apply(verdicts, (GateCheck?)null).ShouldBeSameAs(verdicts);
        RuntimeCheck.Apply(verdicts, fault)[0].Gate.Checks.Select(c => c.Code).ShouldBe([GateCode.RuntimeWrong, GateCode.ScoreLoss]);

        var trial = new TrialResult
        {
            Id = "t",
            Engine = "tflite",
            EngineVersion = "1",
            Delegate = "none",
            Outcome = TrialStatus.Measured,
            WarmupSamplesNs = [],
            SamplesNs = [],
            Diagnostics = [Diagnostic.Note("own", "It is its own.")],
        };
        RuntimeCheck.Flag([trial], Graph("b", RuntimeFault.Refuses, "other"))[0].Diagnostics.Select(d => d.Code)
            .ShouldBe([RuntimeFault.Refuses, "own"]);
        IReadOnlyList<TrialResult> trials = [trial];
        RuntimeCheck.Flag(trials, Graph("b", "other")).ShouldBeSameAs(trials);

        StoredCheck.Apply(verdicts, []).ShouldBeSameAs(verdicts);
        var applied = StoredCheck.Apply(verdicts, [new GateCheck { Code = GateCode.StoredParameters, Passed = false }])[0];
        applied.Gate.Checks.Select(c => c.Code).ShouldBe([GateCode.SourceGuesses, GateCode.StoredParameters, GateCode.ScoreLoss]);
    }

    private static Verdict Of(params GateCheck[] checks) => new() { Target = s_target, Parity = [], Gate = Gate.Of(checks) };

    private static OutputParity Parity(double notVaried, double undefined) => new()
    {
        Name = "y",
        MaxAbsError = 0,
        SpreadError = 0,
        Spread = 1,
        Magnitude = 1,
        NotVaried = notVaried,
        Undefined = undefined,
    };

    private static SliceComparison Slice(int axis, int index, double error, double spread) => new(axis, index)
    {
        MaxError = error,
        RmsError = error,
        Magnitude = Math.Max(spread, Tiny),
        Spread = spread,
        IsVariantConstant = false,
    };

    private static Comparison Compared(params SliceComparison[] slices) => new()
    {
        Set = "held-out",
        Samples = 7,
        Outputs =
        [
            new OutputComparison
            {
                Name = "y", MaxAbsError = 0, MaxRelError = 0, MinCosine = 1, MeanCosine = 1, Elements = 1, Slices = slices,
            },
        ],
    };
}
