using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class SourceReferencesTests : IDisposable
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);
    private static readonly WorkerSessions s_sessions = new(new HostDevice(), CancellationToken.None);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Outputs_that_there_is_no_room_for_are_computed_again()
    {
        var sample = Path.Combine(TestFiles.Root, "samples", "fashion");
        using var inputs = EvaluationInputs.Open(new InputOptions { ModelPath = Path.Combine(sample, "model.onnx"), DataPath = sample });
        var ids = inputs.Split.HeldOutIds.Items[..20];
        SourceReferences Run(long capacity) =>
            SourceReferences.Run(s_plan, s_sessions, inputs, ids, [], 1, 1, null, TestContext.Current.CancellationToken, capacity);
        // 10 scores of 4 bytes a sample: room for all, for 5, for none.
        using SourceReferences all = Run(SourceReferences.DefaultCapacity), some = Run(5 * 40), none = Run(0);
        var expected = all.HeldOut.Select(r => r.Outputs[0]).ToArray();
        expected.Length.ShouldBe(20);
        foreach (var references in (SourceReferences[])[some, none])
        {
            references.HeldOut.Select(r => r.Outputs[0]).ShouldBe(expected);
            references.HeldOut.Select(r => r.Truth).ShouldBe(all.HeldOut.Select(r => r.Truth));
            references.Scores.Select(score => score with { Classes = [] })
                .ShouldBe(all.Scores.Select(score => score with { Classes = [] }));
            references.Scores.SelectMany(score => score.Classes).ShouldBe(all.Scores.SelectMany(score => score.Classes));
        }
        // What is kept is the same array each time, what is not is a new one.
        int Kept(SourceReferences references) =>
            references.HeldOut.Zip(references.HeldOut).Count(p => ReferenceEquals(p.First.Outputs, p.Second.Outputs));
        (Kept(all), Kept(some), Kept(none)).ShouldBe((20, 5, 0));
    }

    // The classes 0 … 3 of a network that gives its one-hot input back, so that its class is the place of the 1. With 5 outputs, class 4
    // has no sample, or output 0 is a background class.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Class_without_samples_is_told_from_a_background_class(int background)
    {
        using var inputs = OneHot(classes: 4, outputs: 5, i => (i % 4) + background, 40);
        inputs.LabelOffset.ShouldBe(0);
        using var references = SourceReferences.Run(
            s_plan, s_sessions, inputs, [.. inputs.AllIds], [], 1, 1, null, TestContext.Current.CancellationToken);
        inputs.LabelOffset.ShouldBe(background);
        references.Scores.Single().Variant.Correct.ShouldBe(40);
        references.HeldOut.ShouldAllBe(r => r.Outputs[0][r.Truth!.Label!.Value] == 1);
        inputs.Describe(1, [], []).Assumptions.ShouldContain(a => a.Contains($"label 0 is assumed to be output {background}"));
    }

    [Fact]
    public void Labels_of_neither_numbering_are_refused()
    {
        using var inputs = OneHot(classes: 4, outputs: 5, i => (i + 2) % 4, 40);
        Should.Throw<DataSetException>(() => SourceReferences.Run(s_plan, s_sessions, inputs, [.. inputs.AllIds], [], 1, 1, null,
            TestContext.Current.CancellationToken))
            .Message.ShouldContain("label_offset");
    }

    private EvaluationInputs OneHot(int classes, int outputs, Func<int, int> hot, int count)
    {
        var model = Path.Combine(_folder.Path, "identity.onnx");
        File.WriteAllBytes(model, new OnnxBuilder()
            .Input("x", ElementType.Float32, 1, outputs).Node("Relu", ["x"], ["y"]).Output("y", ElementType.Float32, 1, outputs).Build());
        var rows = Enumerable.Range(0, count)
            .Select(i => $"{string.Join(',', Enumerable.Range(0, outputs).Select(c => c == hot(i) ? 1 : 0))},class-{i % classes}");
        var header = string.Join(',', Enumerable.Range(0, outputs).Select(c => $"x{c}"));
        var data = Path.Combine(_folder.Path, "data.csv");
        File.WriteAllText(data, $"{header},label\n{string.Join('\n', rows)}\n");
        return EvaluationInputs.Open(new InputOptions { ModelPath = model, DataPath = data });
    }
}
