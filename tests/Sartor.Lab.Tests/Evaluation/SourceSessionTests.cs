using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>What a source is fed with where there is no data, seen from the engine.</summary>
public sealed class SourceSessionTests : IDisposable
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A small network gets 64 samples: the patterns first, then noise; and four of wider values where nothing states a range.
    /// </summary>
    [Fact]
    public void PatternsComeFirst_AndWiderValuesWhereNothingStatesTheRange()
    {
        var sessions = new FunctionSessions(x => [x.Sum()]);
        using var model = Reals();
        using var source = SourceSession.Start(s_plan, sessions, model, ModelSignature.Of(model.Graph), 1);

        var sets = source.RunRandom(3, [new InputDomain(-1, 1, DomainOrigin.Assumed)]);

        sets.Select(s => (s.Name, s.Samples.Count())).ShouldBe([("random", 64), ("wide", 4)]);
        var random = sets[0].Samples.ToArray();
        random.Take(9).Select(s => s.Id).ShouldBe(
            ["noise-0", "noise-1", "extremes-2", "steps-3", "ramp-4", "low-5", "high-6", "sparse-7", "noise-8"]);
        random.ShouldAllBe(s => s.Inputs[0].ToSingles().All(v => v >= -1 && v <= 1));
        random.Select(s => string.Join(' ', s.Inputs[0].ToSingles())).Distinct().Count().ShouldBe(64);
        sets[1].Samples.Select(s => s.Id).ShouldBe(["noise-64", "noise-65", "noise-66", "noise-67"]);
        // 16, 16, 256 and 256 times as wide.
        var widest = sets[1].Samples.Select(s => s.Inputs[0].ToSingles().Max(Math.Abs)).ToArray();
        widest.Take(2).ShouldAllBe(v => v > 1 && v <= 16);
        widest.Skip(2).ShouldAllBe(v => v > 16 && v <= 256);
        sessions.Opened.ShouldHaveSingleItem().ToString().ShouldBe(s_plan.Reference("onnx").ToString());
        random[0].Outputs[0][0].ShouldBe(random[0].Inputs[0].ToSingles().Sum());
    }

    [Fact]
    public void StatedRange_IsNotWidened()
    {
        var sessions = new FunctionSessions(x => [x.Sum()]);
        using var model = Reals();
        using var source = SourceSession.Start(s_plan, sessions, model, ModelSignature.Of(model.Graph), 1);
        foreach (var origin in new[] { DomainOrigin.Stated, DomainOrigin.Data, DomainOrigin.Type })
            source.RunRandom(3, [new InputDomain(2, 3, origin)]).ShouldHaveSingleItem().Name.ShouldBe("random");
        source.Fed.ShouldHaveSingleItem().Low.ShouldBe(2);
        sessions.Fed.ShouldAllBe(t => t.ToSingles().All(v => v >= 2 && v <= 3));
    }

    /// <summary>Where the source itself gives no numbers for wide values, nothing is compared there.</summary>
    [Theory]
    [InlineData(16, "random wide", 2)]
    [InlineData(1, "random", 0)]
    public void WideValues_ThatAreTooLargeForTheSource_AreLeftOut(float most, string expected, int wide)
    {
        var sessions = new FunctionSessions(x => [1, x.Max(Math.Abs) > most ? float.PositiveInfinity : 0, 1]);
        using var model = Reals();
        using var source = SourceSession.Start(s_plan, sessions, model, ModelSignature.Of(model.Graph), 1);
        var sets = source.RunRandom(3, [new InputDomain(-1, 1, DomainOrigin.Assumed)]);
        string.Join(' ', sets.Select(s => s.Name)).ShouldBe(expected);
        if (wide > 0) sets[1].Samples.Count().ShouldBe(wide);
    }

    /// <summary>
    /// Indices are narrowed to those that the source takes: without negative ones, then to the lower half, then to 0 and 1.
    /// </summary>
    [Theory]
    [InlineData(-10, 9, -10, 9)]
    [InlineData(0, 9, 0, 9)]
    [InlineData(0, 4, 0, 4)]
    [InlineData(0, 3, 0, 1)]
    public void Indices_AreThoseThatTheSourceTakes(int least, int most, int low, int high)
    {
        var sessions = new FunctionSessions((_, inputs) =>
        {
            if (inputs[0].ToInt64s().Any(i => i < least || i > most)) throw new EngineException("any", "an index is out of range");
            return [Tensor.Vector(1f)];
        });
        using var model = Open(new OnnxBuilder().Input("i", ElementType.Int64, 64).Initializer("table", [10], new float[10])
            .Node("Gather", ["table", "i"], ["y"]).Output("y", ElementType.Float32, 64));
        using var source = SourceSession.Start(s_plan, sessions, model, ModelSignature.Of(model.Graph), 1);

        var set = source.RunRandom(1, [new InputDomain(-10, 9, DomainOrigin.Graph)]).ShouldHaveSingleItem();

        (source.Fed[0].Low, source.Fed[0].High).ShouldBe((low, high));
        set.Samples.ShouldAllBe(s => s.Inputs[0].ToInt64s().All(i => i >= low && i <= high));
        set.Samples.SelectMany(s => s.Inputs[0].ToInt64s()).Distinct().Count().ShouldBe(high - low + 1);
    }

    private ModelFile Reals() => Open(new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["y"])
        .Output("y", ElementType.Float32, 1, 4));

    private ModelFile Open(OnnxBuilder builder)
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, builder.Build());
        return ModelFormats.Open(path);
    }
}
