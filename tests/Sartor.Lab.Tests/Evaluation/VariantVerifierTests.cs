using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Which sets a variant is run on, and what becomes of targets that do not run it.</summary>
public sealed class VariantVerifierTests
{
    private static readonly Shape s_shape = new(1, 3);
    private static readonly TensorMapping s_tensor = new("y", s_shape, new TensorType(ElementType.Float32, s_shape), null, null);
    private static readonly ModelSignature s_signature = new([s_tensor with { Name = "x" }], [s_tensor]);

    private static readonly EnginePlan s_plan = new(
        [new EngineOffer("alpha", "any", ["fast", "slow"], "slow"), new EngineOffer("beta", "any", ["cpu"], null)], []);

    private static ReferenceSet[] Sets =>
        [Set(ReferenceSet.HeldOut, 5), Set(ReferenceSet.Calibration, 4), Set(ReferenceSet.Random, 3), Set(ReferenceSet.Wide, 2)];

    /// <summary>Rounded weights are compared on wide values too, as if they were random ones; int8 is not, and float32 apart.</summary>
    [Theory]
    [InlineData(Precision.Float32, "held-out 5 calibration 4 random 3 wide 2")]
    [InlineData(Precision.Float16, "held-out 5 calibration 4 random 5")]
    [InlineData(Precision.DynamicRangeInt8, "held-out 5 calibration 4 random 5")]
    [InlineData(Precision.Int8, "held-out 5 calibration 4 random 3")]
    public void Sets_FollowFromThePrecision(Precision precision, string expected)
    {
        var advanced = new List<(int, string)>();
        var verdicts = Verifier(Same(), (done, target) => advanced.Add((done, target.ToString()))).Verify(
            "path", "any", precision, s_signature, Sets);
        verdicts.Select(v => v.Target.ToString()).ShouldBe(["alpha/fast", "alpha/slow", "beta/cpu"]);
        foreach (var verdict in verdicts)
            string.Join(' ', verdict.Parity.Select(p => $"{p.Set} {p.Samples}")).ShouldBe(expected);
        // Seeded samples are not told.
        advanced.Where(a => a.Item2 == "beta/cpu").Select(a => a.Item1).ShouldBe(Enumerable.Range(1, 9));
        var without = Verifier(Same()).Verify("path", "any", precision, s_signature, Sets[..3])[0];
        string.Join(' ', without.Parity.Select(p => $"{p.Set} {p.Samples}")).ShouldBe("held-out 5 calibration 4 random 3");
    }

    [Fact]
    public void Scores_AreOfTheHeldOutSamples()
    {
        var sheet = new ScoreSheet([new TopKScore(1)], s_signature);
        var verifier = new VariantVerifier(s_plan, Same(), GateLimits.Default, 1, null, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Traits = OutputTraits.Of(s_signature),
            Scores = sheet,
        };
        var verdict = verifier.Verify("path", "any", Precision.Float32, s_signature, Sets)[0];
        // The source's answers 1 2 2 and 2 2 1 are ties, which are no truth.
        verdict.Scores.Select(s => (s.Truth, s.Samples)).ShouldBe([(ScoreTruth.Data, 5), (ScoreTruth.Source, 3)]);
        Verifier(Same()).Verify("path", "any", Precision.Float32, s_signature, Sets)[0].Scores.ShouldBeEmpty();
    }

    [Fact]
    public void DelegateThatTakesNothing_HasNoVerdict() => Verifier(new FunctionSessions((_, inputs) => inputs) { ActualDelegate = "slow" })
        .Verify("path", "any", Precision.Float32, s_signature, Sets).Select(v => v.Target.ToString()).ShouldBe(["alpha/slow"]);

    [Fact]
    public void TargetThatRefuses_HasFailed()
    {
        var sessions = new FunctionSessions((number, inputs) =>
            number == 0 ? throw new EngineException("alpha", "it has no kernel") : inputs);
        var verifier = Verifier(sessions);

        var verdicts = verifier.Require("path", "any", Precision.Float32, s_signature, Sets);

        verdicts.Select(v => v.Gate.Checks[0].Code == GateCode.NotRun).ShouldBe([true, false, false]);
        verdicts[0].Gate.Checks[0].Detail.ShouldBe("it has no kernel");
        verdicts[0].Parity.ShouldBeEmpty();
        var never = Verifier(new FunctionSessions((_, _) => throw new EngineException("alpha", "it has no kernel")));
        Should.Throw<EngineException>(() => never.Require("path", "any", Precision.Float32, s_signature, Sets)).Message
            .ShouldContain("it has no kernel");
        Should.Throw<EngineException>(() => verifier.Require("path", "other", Precision.Float32, s_signature, Sets)).Message
            .ShouldContain("no engine runs other models");
    }

    [Fact]
    public void OutputsOfAnotherSize_AreToldAsARefusal()
    {
        var verdict = Verifier(new FunctionSessions((_, _) => [Tensor.Vector(1f, 2)])).Verify(
            "path", "any", Precision.Float32, s_signature, Sets)[0];
        verdict.Gate.Checks[0].Code.ShouldBe(GateCode.NotRun);
        verdict.Gate.Checks[0].Detail!.ShouldContain("has 2 elements where the source gives 3");
        verdict.Gate.Checks[0].Detail!.ShouldNotEndWith(".");
    }

    /// <summary>That preprocessing is assumed stands in each verdict of something that ran.</summary>
    [Fact]
    public void AssumedPreprocessing_StandsInTheVerdict()
    {
        VariantVerifier Assuming(FunctionSessions sessions) => new(s_plan, sessions, GateLimits.Default, 1, null, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Traits = OutputTraits.Of(s_signature),
            AssumedPreprocessing = "raw pixels",
        };
        var verdicts = Assuming(new FunctionSessions((number, inputs) =>
            number == 0 ? throw new EngineException("alpha", "no") : inputs)).Verify("path", "any", Precision.Float32, s_signature, Sets);
        verdicts.Select(v => v.Gate.Checks.Count(c => c is { Code: GateCode.AssumedPreprocessing, Passed: true, Detail: "raw pixels" }))
            .ShouldBe([0, 1, 1]);
    }

    /// <summary>What three runs with roundings nearly explain has up to five more; what they are far from explaining has not.</summary>
    /// <param name="error">Of the variant, in those of the roundings; 16 of them are the limit.</param>
    /// <param name="larger">The number of a run whose roundings do twice as much; 0 for none.</param>
    /// <param name="runs">How many there are.</param>
    /// <param name="passes">Whether they explain the error.</param>
    [Theory]
    [InlineData(8, 0, 1, true)]
    [InlineData(24, 2, 2, true)]
    [InlineData(24, 5, 5, true)]
    [InlineData(24, 0, 8, false)]
    [InlineData(40, 0, 3, false)]
    [InlineData(40, 5, 3, false)]
    public void ErrorNearTheLimit_HasMoreRuns(int error, int larger, int runs, bool passes)
    {
        const float Rounding = 1e-4f;
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, s_shape));
        graph.Outputs.Add(graph.Add(new Abs(), [x], "y").Outputs[0]);
        ReferenceSet wide = new(ReferenceSet.Wide, [.. Enumerable.Range(0, 4).Select(i =>
        {
            var values = RandomInputs.Uniform(s_shape, -1, 1, (ulong)i << 20).ToSingles();
            return new ReferenceOutputs($"{i}", [Tensor.Create(s_shape, values)], [values]);
        })]);
        var roundings = new FunctionSessions((number, inputs) =>
            Shifted(inputs, number == 0 ? 0 : number == larger ? 2 * Rounding : Rounding));
        var verifier = new VariantVerifier(
            new EnginePlan([new EngineOffer("beta", "any", ["cpu"], null)], []),
            new FunctionSessions((_, inputs) => Shifted(inputs, error * Rounding)), GateLimits.Default, 1, null, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Traits = OutputTraits.Of(s_signature),
            Rounding = new RoundingProbe(
                EnginePlan.OfThisHost([]), roundings, ConversionTargets.Default, graph, new EngineWorkerOptions(), 1,
                CancellationToken.None),
        };

        var verdict = verifier.Verify("path", "any", Precision.Float32, s_signature, [wide]).ShouldHaveSingleItem();

        verdict.Gate.Passed.ShouldBe(passes, verdict.Gate.Reasons.FirstOrDefault());
        // And the network as it is.
        roundings.Opened.Count.ShouldBe(1 + runs);
    }

    private static IReadOnlyList<Tensor> Shifted(IReadOnlyList<Tensor> inputs, float by) =>
        [Tensor.Create(s_shape, Array.ConvertAll(inputs[0].ToSingles(), value => value + by))];

    private static VariantVerifier Verifier(FunctionSessions sessions, Action<int, EngineTarget>? advanced = null) =>
        new(s_plan, sessions, GateLimits.Default, 1, advanced, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Traits = OutputTraits.Of(s_signature),
        };

    private static FunctionSessions Same() => new((_, inputs) => inputs);

    private static ReferenceSet Set(string name, int count) => new(name, Enumerable.Range(0, count).Select(i =>
    {
        float[] values = [i, 2, 3 - i];
        return new ReferenceOutputs($"{i}", [Tensor.Create(s_shape, values)], [values], new SampleTruth(i % 3));
    }));
}
