using System.Globalization;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Lab.Tests.Scores;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Networks that are judged by another score than the class of their first output, on the engines that are there.</summary>
public sealed class ScoredVerificationTests : IDisposable
{
    private static readonly EnginePlan s_plan = EnginePlan.OfThisHost([]);
    private static readonly WorkerSessions s_sessions = new(new HostDevice(), CancellationToken.None);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // y = 2·x0 + 3·x1 + bias.
    private string Linear(string name, float bias)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, new OnnxBuilder()
            .Input("x", ElementType.Float32, 1, 2)
            .Initializer("w", [2, 1], 2f, 3f).Initializer("b", [1], bias)
            .Node("Gemm", ["x", "w", "b"], ["y"]).Output("y", ElementType.Float32, 1, 1).Build());
        return path;
    }

    private string Table(Func<float, float, string> target, string column = "target_y")
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 60).Select(_ =>
        {
            var (a, b) = (random.NextSingle(), random.NextSingle());
            return string.Create(CultureInfo.InvariantCulture, $"{a:R},{b:R},{target(a, b)}");
        });
        var path = Path.Combine(_folder.Path, "data.csv");
        File.WriteAllText(path, $"a,b,{column}\n{string.Join('\n', rows)}\n");
        return path;
    }

    private static string Invariant(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static IReadOnlyList<Verdict> Verify(EvaluationInputs inputs, SourceReferences references, string variant)
    {
        var verifier = new VariantVerifier(s_plan, s_sessions, GateLimits.Default, 1, null, TestContext.Current.CancellationToken)
        {
            Guard = new EngineWorkerOptions(),
            Traits = references.Traits,
            Scores = inputs.Scores,
        };
        return verifier.Verify(variant, "onnx", Precision.Float16, inputs.Signature, references.Sets);
    }

    private static SourceReferences References(EvaluationInputs inputs) => SourceReferences.Run(
        s_plan, s_sessions, inputs, inputs.Split.HeldOutIds.Items, [], 1, 1, null, TestContext.Current.CancellationToken);

    [Theory]
    [InlineData(0, true)]
    [InlineData(0.2f, false)]
    public void Regression_IsJudgedByItsErrorAgainstTheTargets(float shift, bool passes)
    {
        // The data are noisy by ±0.1, so that the source itself errs by 0.05 in the mean.
        var noise = new Random(6);
        using var inputs = EvaluationInputs.Open(new InputOptions
        {
            ModelPath = Linear("source.onnx", 0.5f),
            DataPath = Table((a, b) => Invariant((2 * a) + (3 * b) + 0.5 + (0.2 * (noise.NextDouble() - 0.5)))),
        });
        inputs.Scores.Scores.Select(score => score.Name).ShouldBe(["mae"]);
        using var references = References(inputs);
        references.Scores.Single().Variant.Value.ShouldBeInRange(0.03, 0.07);

        var verdict = Verify(inputs, references, Linear("variant.onnx", 0.5f + shift)).ShouldHaveSingleItem();

        // A constant shift leaves the cosine of a single value at 1: only the score tells.
        verdict.Gate.Checks.Where(c => c.Code == GateCode.MeanCosine).ShouldAllBe(c => c.Passed);
        var check = verdict.Gate.Checks.Single(c => c.Code == GateCode.ScoreLoss);
        check.Passed.ShouldBe(passes);
        verdict.Gate.Passed.ShouldBe(passes);
        verdict.Score!.Truth.ShouldBe(ScoreTruth.Data);
        verdict.Score.Samples.ShouldBe(inputs.Split.HeldOutIds.Count);
        if (!passes) check.Text.ShouldStartWith("mean absolute error 0.2");
    }

    [Fact]
    public void Targets_OfANetworkThatKnowsNothingOfThem_LetNothingPass()
    {
        var random = new Random(8);
        using var inputs = EvaluationInputs.Open(new InputOptions
        {
            ModelPath = Linear("source.onnx", 0),
            DataPath = Table((_, _) => Invariant(5 * random.NextDouble())),
        });
        using var references = References(inputs);
        var verdict = Verify(inputs, references, Linear("variant.onnx", 0)).ShouldHaveSingleItem();
        verdict.Gate.Passed.ShouldBeFalse();
        verdict.Gate.Checks[0].Code.ShouldBe(GateCode.SourceGuesses);
        verdict.Gate.Checks[0].Text.ShouldContain("has mean absolute error");
    }

    [Fact]
    public void Targets_OfAnotherSize_AreRefusedBeforeAnythingRuns()
    {
        var error = Should.Throw<DataSetException>(() => EvaluationInputs.Open(new InputOptions
        {
            ModelPath = Linear("source.onnx", 0),
            DataPath = Table((_, _) => "1,2", "target_a,target_b"),
        }));
        error.Message.ShouldContain("'mae' compares 2 target values per sample with the output 'y'");
    }

    [Theory]
    [InlineData("top1", "'top1' reads one vector of scores")]
    [InlineData("mae", "'mae' compares with targets, and the data has none")]
    [InlineData("mae@z", "'mae@z' reads the output 'z', and the model has 'y'")]
    public void Score_ThatCannotJudge_IsRefusedByName(string score, string expected)
    {
        var error = Should.Throw<OptionException>(() => EvaluationInputs.Open(new InputOptions
        {
            ModelPath = Linear("source.onnx", 0),
            DataPath = Table((a, _) => a > 0.5 ? "1" : "0", "label"),
            Scores = [ScoreCatalog.Parse(score)],
        }));
        error.Message.ShouldContain(expected);
    }

    [Fact]
    public void Labels_ThatNoScoreReads_AreWarnedOf()
    {
        using var inputs = EvaluationInputs.Open(new InputOptions
        {
            ModelPath = Linear("source.onnx", 0),
            DataPath = Table((a, _) => a > 0.5 ? "1" : "0", "label"),
        });
        inputs.Scores.Scores.ShouldBeEmpty();
        inputs.Diagnostics.Single(d => d.Code == "labels-unused").Message.ShouldContain("'y'");
    }

    // Two heads; the labels are those of the second, which a variant turns round.
    private string TwoHeads(string name, bool turned)
    {
        float[] own = [1, 0, 0, 1], other = [0, 1, 1, 0];
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, new OnnxBuilder()
            .Input("x", ElementType.Float32, 1, 2)
            .Initializer("u", [2, 2], 1f, 1f, 1f, 1f).Initializer("w", [2, 2], turned ? other : own)
            .Node("MatMul", ["x", "u"], ["first"]).Node("MatMul", ["x", "w"], ["second"])
            .Output("first", ElementType.Float32, 1, 2).Output("second", ElementType.Float32, 1, 2).Build());
        return path;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SecondOutput_IsJudgedWhereItIsNamed(bool turned)
    {
        using var inputs = EvaluationInputs.Open(new InputOptions
        {
            ModelPath = TwoHeads("source.onnx", false),
            DataPath = Table((a, b) => a > b ? "0" : "1", "label"),
            Scores = [ScoreCatalog.Parse("top1@second"), new MacroRecall(2)],
        });
        using var references = References(inputs);
        references.Scores[0].Variant.Value.ShouldBe(1);
        var verdict = Verify(inputs, references, TwoHeads("variant.onnx", turned)).ShouldHaveSingleItem();
        verdict.Scores.Select(s => (s.Name, s.Truth)).ShouldBe(
            [("top1@second", ScoreTruth.Data), ("macro-recall", ScoreTruth.Data), ("top1@second", ScoreTruth.Source)]);
        verdict.Score!.Variant.Value.ShouldBe(turned ? 0 : 1);
        verdict.Gate.Checks.Single(c => c.Code == GateCode.ScoreLoss && c.Score!.Name == "top1@second").Passed.ShouldBe(!turned);
    }
}
