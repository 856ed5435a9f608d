using System.Buffers.Binary;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>A source's answers on samples, by a network that is a function: nothing is loaded.</summary>
public sealed class ReferenceRunTests : IDisposable
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sets_AreHeldOutCalibrationAndSeededInTheRangeOfTheData()
    {
        var sessions = new FunctionSessions(x => x);
        using var inputs = Table(12, i => $"{i},{-i},0", "label", i => $"{i % 3}");
        var ids = inputs.AllIds.ToArray();
        var done = new List<int>();
        using var references = SourceReferences.Run(
            s_plan, sessions, inputs, ids[..8], ids[8..], 5, 1, done.Add, CancellationToken.None);

        done.ShouldBe(Enumerable.Range(1, 12));
        references.Target.ShouldBe(s_plan.Reference("onnx"));
        references.Sets.Select(s => (s.Name, s.Samples.Count())).ShouldBe([("held-out", 8), ("calibration", 4), ("random", 64)]);
        references.HeldOut.Select(r => r.Id).ShouldBe(ids[..8]);
        references.HeldOut.Select(r => r.Truth!.Label).ShouldBe(Enumerable.Range(0, 8).Select(i => (int?)(i % 3)));
        references.Sets[1].Samples.Select(s => s.Id).ShouldBe(ids[8..]);
        // The data reach from −11 to 11, both of the samples that calibrated.
        var random = references.Seeded[0].Samples.SelectMany(s => s.Inputs[0].ToSingles()).ToArray();
        (random.Min(), random.Max()).ShouldBe((-11, 11));
        using var alone = SourceReferences.Run(s_plan, sessions, inputs, ids[..8], [], 5, 1, null, CancellationToken.None);
        alone.Sets.Select(s => s.Name).ShouldBe(["held-out", "random"]);
        alone.Seeded[0].Samples.SelectMany(s => s.Inputs[0].ToSingles()).Max().ShouldBe(7);
    }

    /// <summary>Right on samples 1 to 7 of the held-out ones, whose largest value is the first; never is it the label of others.</summary>
    [Fact]
    public void Scores_AreOfTheHeldOutSamples()
    {
        using var inputs = Table(12, i => $"{i},-1,-2", "label", i => i < 8 ? "0" : "2");
        var ids = inputs.AllIds.ToArray();
        using var references = SourceReferences.Run(
            s_plan, new FunctionSessions(x => x), inputs, ids[..8], ids[8..], 5, 1, null, CancellationToken.None);
        var score = references.Scores.ShouldHaveSingleItem();
        (score.Truth, score.Samples, score.Variant.Correct).ShouldBe((ScoreTruth.Data, 8, 8));
        references.Traits.ShouldHaveSingleItem().Name.ShouldBe("y");
        inputs.LabelOffset.ShouldBe(0);
    }

    [Fact]
    public void Outputs_AreKeptUpToTheCapacity()
    {
        var sessions = new FunctionSessions(x => x);
        using var inputs = Table(6, i => $"{i},1,2", "label", i => $"{i % 3}");
        var ids = inputs.AllIds.ToArray();
        // Three scores of four bytes each.
        using var references = SourceReferences.Run(s_plan, sessions, inputs, ids, [], 5, 1, null, CancellationToken.None, 2 * 12);
        var before = sessions.Fed.Count;
        references.HeldOut.Count().ShouldBe(6);
        (sessions.Fed.Count - before).ShouldBe(4);
        using var none = SourceReferences.Run(s_plan, sessions, inputs, ids, [], 5, 1, null, CancellationToken.None, 11);
        before = sessions.Fed.Count;
        none.HeldOut.Count().ShouldBe(6);
        (sessions.Fed.Count - before).ShouldBe(6);
    }

    [Fact]
    public void Run_EndsWhenItIsAsked()
    {
        using var inputs = Table(6, i => $"{i},1,2", "label", i => $"{i % 3}");
        using var source = new CancellationTokenSource();
        var sessions = new FunctionSessions((_, given) =>
        {
            source.Cancel();
            return given;
        });
        Should.Throw<OperationCanceledException>(() => SourceReferences.Run(
            s_plan, sessions, inputs, [.. inputs.AllIds], [], 5, 1, null, source.Token));
        sessions.Fed.Count.ShouldBe(1);
    }

    /// <summary>A network that is right on pixels as they are, and gives nothing away of those that are scaled to 0..1.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Preprocessing_IsThatOfTheRightAnswers(bool tellsPixels)
    {
        using var inputs = Pictures(60, i => i % 2);
        inputs.AssumesPreprocessing.ShouldBeTrue();
        inputs.AssumedPreprocessing.ShouldBe("pixel / 255");
        var sessions = new FunctionSessions(x => tellsPixels && x[0] > 128 ? [0, 1, 0] : [1, 0, 0]);

        PreprocessTrial.Run(s_plan, sessions, inputs, 1, CancellationToken.None);

        // Twelve of sixty samples calibrate; grey networks have four usual scalings besides.
        var labelled = inputs.Split.CalibrationIds.Count;
        labelled.ShouldBe(12);
        sessions.Fed.Count.ShouldBe(labelled * 4);
        inputs.AssumesPreprocessing.ShouldBe(!tellsPixels);
        var note = inputs.Diagnostics.ShouldHaveSingleItem();
        note.Code.ShouldBe("assumed-preprocessing");
        if (!tellsPixels)
        {
            inputs.Read(Run(inputs, "0"), new PreprocessOptions())[0].ToSingles()[0].ShouldBe(0);
            return;
        }
        note.Message.ShouldContain($"nothing states the preprocessing; pixel was chosen, because the source is then right on {labelled} of "
            + $"{labelled} labelled samples");
        note.Message.ShouldContain("with any of 3 other common ways");
        inputs.Read(Run(inputs, "1"))[0].ToSingles()[0].ShouldBe(255);
    }

    [Fact]
    public void FewSamples_DecideNothing()
    {
        using var inputs = Pictures(45, i => i % 2);
        inputs.Split.CalibrationIds.Count.ShouldBe(9);
        var sessions = new FunctionSessions(x => x[0] > 128 ? [0, 1, 0] : [1, 0, 0]);
        PreprocessTrial.Run(s_plan, sessions, inputs, 1, CancellationToken.None);
        sessions.Fed.ShouldBeEmpty();
        inputs.AssumesPreprocessing.ShouldBeTrue();
    }

    [Fact]
    public void StatedPreprocessing_IsNotTried()
    {
        using var inputs = Pictures(60, i => i % 2, options => options with { Std = [1] });
        (inputs.AssumesPreprocessing, inputs.AssumedPreprocessing, inputs.Guess).ShouldBe((false, null, null));
        inputs.Diagnostics.ShouldBeEmpty();
        var sessions = new FunctionSessions(x => x[0] > 128 ? [0, 1, 0] : [1, 0, 0]);
        PreprocessTrial.Run(s_plan, sessions, inputs, 1, CancellationToken.None);
        sessions.Fed.ShouldBeEmpty();
        inputs.Read(Run(inputs, "1"))[0].ToSingles()[0].ShouldBe(255);
        inputs.Describe().Preprocess["steps"].ShouldBe("pixel");
    }

    [Fact]
    public void Data_AreDescribed()
    {
        using var inputs = Table(10, i => $"{i},1,2", "label", i => $"{i % 3}");
        var use = inputs.Describe();
        (use.Samples, use.Labelled, use.Split.CalibrationSamples, use.Split.HeldOutSamples).ShouldBe((10, 10, 2, 8));
        use.Split.Seed.ShouldBe(1);
        use.Split.CalibrationIds.Concat(use.Split.HeldOutIds).Order().ShouldBe(inputs.AllIds.Order());
        use.Preprocess["steps"].ShouldBe("values unchanged");
        use.Assumptions.ShouldBeEmpty();
        inputs.Describe(7, ["a"], ["b", "c"]).Split.HeldOutSamples.ShouldBe(2);
        using var targets = Table(10, i => $"{i},1,2", "target_y", i => $"{i}.5");
        targets.Describe().Labelled.ShouldBe(10);
        var truth = targets.TruthOf("3");
        (targets.Read(Run(targets, "3"))[0].ToSingles()[0], truth.Label, truth.Target![0]).ShouldBe((3, null, 3.5f));
    }

    private static SampleRun Run(EvaluationInputs inputs, string id) => inputs.Runs([id]).Single();

    [Theory]
    [InlineData("two inputs", "data.csv: has values for one input, but the model has 2: 'x', 'z'; give a folder or an .npz")]
    [InlineData("no shape", "'x': its shape is unknown")]
    [InlineData("text", "output 'y': gives string")]
    public void NetworkThatCannotBeFed_IsRefused(string kind, string problem)
    {
        var builder = kind switch
        {
            "two inputs" => new OnnxBuilder().Input("x", ElementType.Float32, 1, 3).Input("z", ElementType.Float32, 1, 3)
                .Node("Add", ["x", "z"], ["y"]).Output("y", ElementType.Float32, 1, 3),
            "no shape" => new OnnxBuilder().Input("x", ElementType.Float32).Node("Relu", ["x"], ["y"]).Output("y"),
            _ => new OnnxBuilder().Input("x", ElementType.Float32, 1, 3).Node("Frobnicate", ["x"], ["y"])
                .Output("y", ElementType.String, 1, 3),
        };
        var model = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(model, builder.Build());
        var data = Path.Combine(_folder.Path, "data.csv");
        File.WriteAllText(data, "a,b,c,label\n1,2,3,0\n4,5,6,1\n");
        Should.Throw<SartorException>(() => EvaluationInputs.Open(new InputOptions { ModelPath = model, DataPath = data }))
            .Message.ShouldContain(problem);
    }

    /// <summary>
    /// The largest difference of three conversions with changed weights counts; a set is run once, and no more often than is asked for.
    /// </summary>
    [Fact]
    public void RoundingProbe_TakesTheLargestOfThreeRuns()
    {
        float[] shifts = [0, 1, 3, 2];
        var sessions = new FunctionSessions(
            (number, inputs) => [Tensor.Create(inputs[0].Shape, Array.ConvertAll(inputs[0].ToSingles(), v => v + shifts[number % 4]))]);
        using var inputs = Table(12, i => $"{i},1,2", "label", i => $"{i % 3}");
        var probe = new RoundingProbe(
            s_plan, sessions, ConversionTargets.Default, inputs.Model.Graph, new Workers.Client.EngineWorkerOptions(), 1,
            CancellationToken.None);
        ReferenceSet Set(string name, int count) => new(name, Enumerable.Range(0, count).Select(
            i => new ReferenceOutputs($"{i}", [Tensor.Create<float>(new Shape(1, 3), [i, 2, 3])], [[i, 2, 3]])));

        var found = probe.Run([Set("held-out", 70)]).ShouldHaveSingleItem();

        // No more than random and wide inputs are together.
        (found.Set, found.Samples).ShouldBe(("held-out", 68));
        // But for the roundings of the inputs, which are up to 1.2e-7 of 67.
        found.Outputs[0].Slices[0].MaxError.ShouldBe(3, 1e-4);
        found.Outputs[0].Different.ShouldBe(1);
        sessions.Opened.Count.ShouldBe(4);
        probe.Run([Set("held-out", 70)]).ShouldHaveSingleItem().ShouldBe(found);
        sessions.Opened.Count.ShouldBe(4);
        probe.Run([Set("held-out", 70), Set("random", 5)]).Select(c => (c.Set, c.Samples)).ShouldBe([("held-out", 68), ("random", 5)]);
        sessions.Opened.Count.ShouldBe(8);

        // A run is made when it is asked for.
        probe.Runs([Set("wide", 4)]).First().ShouldHaveSingleItem().Outputs[0].Slices[0].MaxError.ShouldBe(1, 1e-4);
        sessions.Opened.Count.ShouldBe(10);
        probe.Runs([Set("wide", 4)]).Take(3).Select(known => known[0].Outputs[0].Slices[0].MaxError).ShouldBe([1, 3, 3], 1e-4);
        sessions.Opened.Count.ShouldBe(12);
        probe.Runs([Set("wide", 4)]).Count().ShouldBe(8, "three, and five where an error is near its limit");
        sessions.Opened.Count.ShouldBe(17);

        var refusing = new FunctionSessions((_, _) => throw new EngineException("any", "no"));
        new RoundingProbe(
            s_plan, refusing, ConversionTargets.Default, inputs.Model.Graph, new Workers.Client.EngineWorkerOptions(), 1,
            CancellationToken.None).Run([Set("held-out", 3)]).ShouldBeEmpty();
    }

    private EvaluationInputs Table(int count, Func<int, string> row, string column, Func<int, string> truth)
    {
        var model = Path.Combine(_folder.Path, "model.onnx");
        var outputs = column == "label" ? 3 : 1;
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1, 3);
        File.WriteAllBytes(model, (outputs == 3
            ? builder.Node("Relu", ["x"], ["y"])
            : builder.Initializer("w", [3, 1], 1f, 1f, 1f).Node("MatMul", ["x", "w"], ["y"])).Output("y", ElementType.Float32, 1, outputs)
            .Build());
        var data = Path.Combine(_folder.Path, $"{column}.csv");
        File.WriteAllText(
            data, $"a,b,c,{column}\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{row(i)},{truth(i)}\n")));
        return EvaluationInputs.Open(new InputOptions { ModelPath = model, DataPath = data });
    }

    // Pictures of 2 × 2 pixels, black or white by their class, each of its own in the last pixel; a network of three classes.
    private EvaluationInputs Pictures(int count, Func<int, int> label, Func<PreprocessOptions, PreprocessOptions>? change = null)
    {
        var model = Path.Combine(_folder.Path, "pictures.onnx");
        File.WriteAllBytes(model, new OnnxBuilder().Input("x", ElementType.Float32, 1, 1, 2, 2).Initializer("w", [4, 3], new float[12])
            .Initializer("shape", [2], 1L, 4L).Node("Reshape", ["x", "shape"], ["flat"]).Node("MatMul", ["flat", "w"], ["y"])
            .Output("y", ElementType.Float32, 1, 3).Build());
        var pixels = Enumerable.Range(0, count).SelectMany(i => (byte[])[(byte)(255 * label(i)), 0, 0, (byte)i]).ToArray();
        File.WriteAllBytes(Path.Combine(_folder.Path, "t-images-idx3"), [.. Idx(count, 2, 2), .. pixels]);
        File.WriteAllBytes(
            Path.Combine(_folder.Path, "t-labels-idx1"), [.. Idx(count), .. Enumerable.Range(0, count).Select(i => (byte)label(i))]);
        return EvaluationInputs.Open(new InputOptions
        {
            ModelPath = model,
            DataPath = Path.Combine(_folder.Path, "t-images-idx3"),
            Preprocess = change,
        });
    }

    private static byte[] Idx(params int[] extents)
    {
        var header = new byte[4 + (4 * extents.Length)];
        (header[2], header[3]) = (8, (byte)extents.Length);
        for (var i = 0; i < extents.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), extents[i]);
        return header;
    }
}
