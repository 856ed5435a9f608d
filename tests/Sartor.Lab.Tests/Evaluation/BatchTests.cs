using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>A network that takes several samples at a time is judged by each of them, and by nothing that fills a batch up.</summary>
public sealed class BatchTests : IDisposable
{
    private const int Samples = 10;

    private static readonly float[] s_x = SmallNetworks.Values(Samples * 5, 21);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static float[] Row(int i) => s_x[(5 * i)..(5 * (i + 1))];

    private EvaluationInputs Open(object batch, int shape = 4, long[]? labels = null)
    {
        var model = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(model, SmallNetworks.Dense(batch));
        NpyFile.Write(Path.Combine(_folder.Path, "x.npy"), [Samples, 5], s_x);
        NpyFile.Write(
            Path.Combine(_folder.Path, "y.npy"), "<i8", [Samples],
            labels ?? [.. Enumerable.Range(0, Samples).Select(i => SmallNetworks.Largest(SmallNetworks.DenseOf(Row(i))))]);
        return EvaluationInputs.Open(new InputOptions
        {
            ModelPath = model,
            DataPath = Path.Combine(_folder.Path, "x.npy"),
            LabelsPath = Path.Combine(_folder.Path, "y.npy"),
            InputShapes = batch is string ? new Dictionary<string, Shape> { ["x"] = new Shape(shape, 5) } : new Dictionary<string, Shape>(),
        });
    }

    [Fact]
    public void Runs_HaveTheSizeOfTheBatchAndFillTheLastOneUp()
    {
        SampleRun.Of(["a", "b", "c", "d", "e"], 2).Select(run => (string.Join(' ', run.Ids), string.Join(' ', run.Fed)))
            .ShouldBe([("a b", "a b"), ("c d", "c d"), ("e", "e a")]);
        SampleRun.Of(["a"], 3).Single().Fed.ShouldBe(["a", "a", "a"]);
        SampleRun.Of(["a", "b"], 1).Select(run => run.Name).ShouldBe(["a", "b"]);
        SampleRun.Of([], 4).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(4)]
    [InlineData("N")]
    public void EachSample_HasItsOwnPartOfTheOutputs(object batch)
    {
        using var inputs = Open(batch);
        inputs.Batch.ShouldBe(4);
        using var references = SeveralInputsTests.References(inputs, [.. inputs.AllIds]);

        var samples = references.HeldOut.SelectMany(run => run.PerSample()).ToArray();

        references.HeldOut.Count().ShouldBe(3);
        samples.Select(sample => sample.Id).ShouldBe(inputs.AllIds);
        foreach (var (i, sample) in samples.Index()) sample.Outputs[0].ShouldBe(SmallNetworks.DenseOf(Row(i)), 1e-5);
        var score = references.Scores.Single();
        (score.Samples, score.Source!.Correct).ShouldBe((Samples, Samples));
        inputs.Describe().BatchSize.ShouldBe(4);
        inputs.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("batch");
    }

    // Rows 2 and 3 of the third run repeat samples 0 and 1. The variant gives nonsense there, and the truth everywhere else.
    [Fact]
    public void RowsThatFillABatchUp_AreNeitherComparedNorScored()
    {
        using var inputs = Open(4);
        using var references = SeveralInputsTests.References(inputs, [.. inputs.AllIds]);
        var runs = 0;
        var variant = new Function(fed =>
        {
            var values = Enumerable.Range(0, 4).SelectMany(r => SmallNetworks.DenseOf(fed.ToSingles()[(5 * r)..(5 * (r + 1))])).ToArray();
            if (++runs == 3) Array.Fill(values, float.NaN, 6, 6);
            return Tensor.Create(new Shape(4, 3), values);
        });
        var tally = inputs.Scores.Begin();
        var ids = new List<string>();

        var found = VariantComparison.Run(
            ReferenceSet.HeldOut, variant, inputs.Signature, references.HeldOut, (reference, outputs) =>
            {
                ids.Add(reference.Id);
                tally.Add(reference, outputs);
            }, references.Traits, TestContext.Current.CancellationToken);

        runs.ShouldBe(3);
        (found.Samples, found.Outputs[0].Elements).ShouldBe((Samples, 3));
        found.MaxAbsError.ShouldBeLessThan(1e-5);
        ids.ShouldBe(inputs.AllIds);
        tally.Results().ShouldAllBe(score => score.Samples == Samples && score.Variant.Correct == Samples);
    }

    // The one sample whose answer is wrong counts once, wherever in a batch it lies.
    [Fact]
    public void WrongAnswer_CountsOnce()
    {
        long[] right = [.. Enumerable.Range(0, Samples).Select(i => SmallNetworks.Largest(SmallNetworks.DenseOf(Row(i))))];
        right[0] = (right[0] + 1) % 3;
        using var inputs = Open(4, labels: right);
        using var references = SeveralInputsTests.References(inputs, [.. inputs.AllIds]);
        references.Scores.Single().Variant.Correct.ShouldBe(Samples - 1);
    }

    [Fact]
    public void FullRuns_AreThoseThatNothingFilledUp()
    {
        ReferenceOutputs Run(string id, int count) => new(id, [], [[1, 2, 3, 4]])
        {
            Batch = 2,
            Rows = [.. Enumerable.Range(0, count).Select(i => new ReferenceRow($"{id}{i}"))],
        };
        new ReferenceSet(ReferenceSet.HeldOut, [Run("a", 2), Run("b", 2), Run("c", 1)]).FullRuns.Select(run => run.Id).ShouldBe(["a", "b"]);
        new ReferenceSet(ReferenceSet.HeldOut, [Run("a", 1)]).FullRuns.Count().ShouldBe(1);
        new ReferenceSet(ReferenceSet.Random, [new("r", [], []), new("s", [], [])]).FullRuns.Count().ShouldBe(2);
        Run("c", 1).PerSample().Select(sample => (sample.Id, sample.Outputs[0].Length)).ShouldBe([("c0", 2)]);
    }

    // What lies along the axis of the batch is no part of a sample.
    [Fact]
    public void TraitsOfASample_LoseWhatLiesAlongTheBatch()
    {
        var whole = new OutputTraits("y", new Shape(4, 3), OutputKind.Real, new OutputScale(0, [1.0, 1, 2, 1]), 1e-6)
        {
            Parts = new OutputParts(1, ["a", "b"], [1L, 3]),
        };
        var one = whole.OfSample(4);
        (one.Shape, one.Scale, one.Parts).ShouldBe((new Shape(1, 3), OutputScale.Unknown, whole.Parts));
        whole.OfSample(1).ShouldBeSameAs(whole);
    }

    [Fact]
    public void ArrayOfWholeInputs_IsOneSampleARun()
    {
        var model = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(model, SmallNetworks.Dense(4));
        var data = Path.Combine(_folder.Path, "x.npy");
        NpyFile.Write(data, [3, 4, 5], SmallNetworks.Values(60, 2));
        using var inputs = EvaluationInputs.Open(new InputOptions { ModelPath = model, DataPath = data });
        (inputs.Batch, inputs.Data.Count, inputs.Diagnostics.Count).ShouldBe((1, 3, 0));
        inputs.Read(inputs.Runs(["1"]).Single())[0].ToSingles().ShouldBe(SmallNetworks.Values(60, 2)[20..40]);
    }

    [Fact]
    public void CalibrationSet_SeesEachSample()
    {
        using var inputs = Open(4);
        var ids = inputs.AllIds.ToArray();
        var fed = inputs.Runs(ids).SelectMany(run => inputs.Read(run)[0].ToSingles().Chunk(5)).Select(row => row[0]).ToArray();
        fed.Length.ShouldBe(12);
        fed.ShouldBe([.. Enumerable.Range(0, Samples).Select(i => Row(i)[0]), Row(0)[0], Row(1)[0]]);
    }

    private sealed class Function(Func<Tensor, Tensor> compute) : IModelRunner
    {
        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs) => [compute(inputs[0])];

        public void Dispose()
        {
        }
    }
}
