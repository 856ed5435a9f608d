using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class VerificationJudgeTests
{
    private static readonly EngineTarget Tflite = new("tflite", "none");
    private static readonly EngineTarget OnnxRuntime = new("onnxruntime", "cpu");

    private static readonly Comparison Equal = new()
    {
        Set = "held-out",
        Samples = 1000,
        Outputs = [Output()],
    };

    private const double Rounding = 1e-5;

    // One element for each class, spread 1 and magnitude 4; the error is of the largest element and of the mean alike.
    internal static OutputComparison Output(double error = 0, double spread = 1, string name = "y", int classes = 10) => new()
    {
        Name = name,
        MaxAbsError = error,
        MaxRelError = error,
        MinCosine = 1,
        MeanCosine = 1,
        Rounding = Rounding,
        Elements = classes,
        Slices = [Slice(-1, 0, error, spread), .. Enumerable.Range(0, classes).Select(i => Slice(1, i, error, spread))],
    };

    private static SliceComparison Slice(int axis, int index, double error, double spread) => new(axis, index)
    {
        MaxError = error,
        RmsError = error,
        Magnitude = 4 * spread,
        Spread = spread,
        IsVariantConstant = false,
    };

    private static Comparison With(double error, string set = "held-out") => Equal with { Set = set, Outputs = [Output(error)] };

    private static readonly ScoreResult Agreed = Agreement(1000);

    private static ScoreResult Labelled(int sourceCorrect, int lost, int won, int n = 1000, int classes = 10) => ScoreSummary.ByData(
        new TopKScore(1),
        [.. Enumerable.Range(0, n).Select(i => Term(i < sourceCorrect))],
        [.. Enumerable.Range(0, n).Select(i => Term(i < sourceCorrect - lost || (i >= sourceCorrect && i < sourceCorrect + won)))],
        1.0 / classes);

    private static ScoreResult Agreement(int agreements, int n = 1000) =>
        ScoreSummary.BySource(new TopKScore(1), [.. Enumerable.Range(0, n).Select(i => Term(i < agreements))]);

    private static double[] Term(bool isRight) => [isRight ? 1 : 0];

    private static Verdict Judge(Precision? precision, ScoreResult score) =>
        VerificationJudge.Judge(precision, Tflite, [Equal], [score], GateLimits.Default);

    private static bool Passes(Precision? precision, ScoreResult score) => Judge(precision, score).Gate.Passed;

    private static bool Passes(Precision? precision, params Comparison[] comparisons) =>
        VerificationJudge.Judge(precision, Tflite, comparisons, [Agreed], GateLimits.Default).Gate.Passed;

    // The bound is 1e-5 of a magnitude of 4.
    [Theory]
    [InlineData(4e-5, true)]
    [InlineData(4.01e-5, false)]
    public void Float32_is_judged_by_the_rounding_of_its_sums_on_every_set(double error, bool passes)
    {
        foreach (var set in (string[])["held-out", "random", "wide"])
            Passes(Precision.Float32, Equal, With(error, set)).ShouldBe(passes);
        // It is no limit of the others.
        Passes(Precision.Float16, With(error)).ShouldBeTrue();
        Passes(Precision.Int8, With(error)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.0501, false)]
    public void Float16_is_judged_by_its_error_beside_the_spread_on_every_set(double error, bool passes)
    {
        Passes(Precision.Float16, With(error)).ShouldBe(passes);
        Passes(Precision.Float16, Equal, With(error, "random")).ShouldBe(passes);
    }

    [Theory]
    [InlineData(0.35, true)]
    [InlineData(0.351, false)]
    public void Quantized_variants_are_judged_by_their_error_beside_the_spread_on_data_alone(double error, bool passes)
    {
        foreach (var precision in new[] { Precision.Int8, Precision.DynamicRangeInt8 })
        {
            Passes(precision, With(error)).ShouldBe(passes);
            Passes(precision, Equal, With(9, "random")).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(19, false)]
    public void Labels_decide_for_the_output_that_their_score_reads_where_there_are_enough(int samples, bool passes)
    {
        bool Judged(params OutputComparison[] outputs) => VerificationJudge.Judge(
            Precision.Int8, Tflite, [Equal with { Outputs = outputs }], [Labelled(samples, 0, 0, samples)], GateLimits.Default).Gate.Passed;

        Judged(Output(0.5)).ShouldBe(passes);
        Judged(Output(0.5), Output(0.5, name: "other")).ShouldBeFalse();
        Judged(Output(0.5), Output(0.3, name: "other")).ShouldBe(passes);
    }

    [Fact]
    public void Rounding_that_was_seen_excuses_a_float32_error_of_its_size()
    {
        bool Judged(double error, double seen, string set = ReferenceSet.HeldOut) => VerificationJudge.Judge(
            Precision.Float32, Tflite, [With(error, set)], [], GateLimits.Default, [With(seen, set)]).Gate.Passed;

        Judged(1e-3, 1e-3 / 15.9).ShouldBeTrue();
        Judged(1e-3, 1e-3 / 17).ShouldBeFalse();
        // A network that rounding alone turns around proves nothing.
        Judged(0.2, 1).ShouldBeFalse();
        Judged(0.2, 1, ReferenceSet.Random).ShouldBeFalse();
        // Values that it was never meant for may do that to a right conversion.
        Judged(0.2, 0.2 / 15.9, ReferenceSet.Wide).ShouldBeTrue();
        Judged(0.2, 0.2 / 17, ReferenceSet.Wide).ShouldBeFalse();
    }

    [Fact]
    public void Source_that_gives_the_same_for_everything_verifies_nothing()
    {
        foreach (var precision in Precisions.All)
        {
            var verdict = VerificationJudge.Judge(
                precision, Tflite, [Equal with { Outputs = [Output(spread: 0)] }], [Agreed], GateLimits.Default);
            verdict.Gate.Passed.ShouldBeFalse();
            verdict.Gate.Checks[0].Code.ShouldBe(GateCode.SourceConstant);
        }
        // One output that varies is enough for a verdict; the other is named elsewhere.
        Passes(Precision.Float32, Equal with { Outputs = [Output(spread: 0), Output(name: "other")] }).ShouldBeTrue();
    }

    [Fact]
    public void Source_that_is_never_defined_verifies_nothing()
    {
        var verdict = VerificationJudge.Judge(
            Precision.Float32, Tflite, [Equal with { Outputs = [Output() with { Undefined = 1 }] }], [], GateLimits.Default);
        verdict.Gate.Checks.Select(check => check.Code).ShouldBe([GateCode.SourceNotFinite]);
    }

    [Theory]
    [InlineData(900, true)]
    [InlineData(899, false)]
    public void Quantized_variants_without_labels_are_judged_by_their_agreement(int agreements, bool passes)
    {
        foreach (var precision in new[] { Precision.Int8, Precision.DynamicRangeInt8 })
            Passes(precision, Agreement(agreements)).ShouldBe(passes);
        foreach (var precision in new[] { Precision.Float32, Precision.Float16 }) Passes(precision, Agreement(agreements)).ShouldBeTrue();
    }

    [Fact]
    public void Agreement_is_no_limit_where_there_are_labels() =>
        VerificationJudge.Judge(
            Precision.Int8, Tflite, [Equal], [Labelled(500, lost: 300, won: 300), Agreement(400)],
            GateLimits.Default).Gate.Passed.ShouldBeTrue();

    [Fact]
    public void Loss_that_chance_explains_passes()
    {
        // 30 lost and 15 won of 1,000: 1.5 points, P(B ≤ 15 of 45) = 0.0178; 30 and 20: 1 point, at the limit.
        Passes(Precision.Int8, Labelled(900, lost: 30, won: 15)).ShouldBeFalse();
        Passes(Precision.Int8, Labelled(900, lost: 30, won: 20)).ShouldBeTrue();
        // 2 of 10 lost, none won: p = 0.25, but 20 points are too many however few samples speak for them.
        Passes(Precision.Int8, Labelled(9, lost: 2, won: 0, n: 10)).ShouldBeFalse();
        // 4 lost and 1 won of 100: 3 points, p = 6/32.
        Passes(Precision.Int8, Labelled(90, lost: 4, won: 1, n: 100)).ShouldBeTrue();
        // 5 lost and none won of 100: 5 points, p = 1/32.
        Passes(Precision.Int8, Labelled(90, lost: 5, won: 0, n: 100)).ShouldBeFalse();
        // 25 lost and 20 won of 100: 5 points are the limit, p = P(B ≤ 20 of 45) = 0.28.
        Passes(Precision.Int8, Labelled(70, lost: 25, won: 20, n: 100)).ShouldBeTrue();
        Passes(Precision.Int8, Labelled(70, lost: 26, won: 20, n: 100)).ShouldBeFalse();
    }

    [Fact]
    public void Small_loss_passes_however_certain_it_is()
    {
        // 10 lost of 1,000 and none won: p = 2⁻¹⁰, but one point is allowed; 11 are not.
        Passes(Precision.Int8, Labelled(900, lost: 10, won: 0)).ShouldBeTrue();
        Passes(Precision.Int8, Labelled(900, lost: 11, won: 0)).ShouldBeFalse();
        Passes(Precision.Float32, Labelled(900, lost: 11, won: 0)).ShouldBeFalse();
    }

    [Fact]
    public void Gain_passes() => Passes(Precision.Int8, Labelled(500, lost: 0, won: 400)).ShouldBeTrue();

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    [InlineData(Precision.Int8)]
    public void Output_that_is_not_finite_fails_on_any_set(Precision precision)
    {
        Passes(precision, Equal, Equal with { Set = "random" }).ShouldBeTrue();
        var verification = VerificationJudge.Judge(
            precision, Tflite, [Equal, Equal with { Set = "random", Outputs = [Output() with { MaxAbsError = double.NaN }] }], [Agreed],
            GateLimits.Default);
        verification.Gate.Passed.ShouldBeFalse();
        verification.Gate.Checks[0].Text.ShouldContain("NaN or infinite");
        verification.Parity[1].MaxAbsError.ShouldBeNull();
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.Float16)]
    [InlineData(Precision.DynamicRangeInt8)]
    [InlineData(Precision.Int8)]
    public void What_was_not_compared_does_not_pass(Precision precision)
    {
        var nothing = Equal with { Samples = 0, Outputs = [Output() with { Slices = [] }] };
        Passes(precision).ShouldBeFalse();
        Passes(precision, nothing).ShouldBeFalse();
        Passes(precision, nothing, nothing with { Set = "random" }).ShouldBeFalse();
    }

    [Fact]
    public void Quantized_variant_needs_data_to_be_judged_on() => Passes(Precision.Int8, Equal with { Set = "random" }).ShouldBeFalse();

    [Theory]
    [InlineData(0.35, true)]
    [InlineData(0.351, false)]
    public void Random_inputs_judge_a_quantized_variant_only_where_they_may(double error, bool passes)
    {
        var limits = GateLimits.Default with { RandomInputsDecide = true };
        bool Judged(params Comparison[] comparisons) =>
            VerificationJudge.Judge(Precision.Int8, Tflite, comparisons, [Agreed], limits).Gate.Passed;

        Judged(With(error, "random")).ShouldBe(passes);
        // Data that is there goes before noise, and data without samples is none.
        Judged(Equal, With(error, "random")).ShouldBeTrue();
        Judged(Equal with { Samples = 0 }, Equal with { Set = "random" }).ShouldBeFalse();
    }

    [Fact]
    public void Failed_reasons_come_first()
    {
        var reasons = Judge(Precision.Int8, Agreement(10)).Gate.Checks;
        reasons.Select(c => (c.Code, c.Passed)).ShouldBe([(GateCode.Agreement, false), (GateCode.SpreadError, true)]);
        reasons[0].Value.ShouldBe(0.01);
        reasons[0].Limit.ShouldBe(0.9);
        reasons[0].Text.ShouldBe("top-1 agreement is 1.0 % on 1000 samples (limit 90.0 %)");
    }

    [Fact]
    public void Scores_stand_in_the_verdict()
    {
        var verification = VerificationJudge.Judge(
            Precision.Int8, Tflite, [Equal with { Set = "random" }, Equal], [Labelled(90, lost: 4, won: 1, n: 100), Agreement(95, 100)],
            GateLimits.Default);
        verification.Score!.Variant.Correct.ShouldBe(87);
        verification.Score.Samples.ShouldBe(100);
        verification.Score.Source!.Correct.ShouldBe(90);
        (verification.Score.Lost, verification.Score.Won).ShouldBe((4, 1));
        verification.Scores[1].Variant.Correct.ShouldBe(95);
        verification.Parity.Select(p => p.Set).ShouldBe(["random", "held-out"]);
    }

    [Fact]
    public void Source_is_not_compared_with_itself()
    {
        var verification = VerificationJudge.Judge(null, OnnxRuntime, [Equal], [Labelled(900, lost: 0, won: 0)], GateLimits.Default);
        verification.Gate.Passed.ShouldBeTrue();
        verification.Parity.ShouldBeEmpty();
        verification.Score!.Variant.Value.ShouldBe(0.9);
        VerificationJudge.Judge(null, OnnxRuntime, [Equal], [], GateLimits.Default).Score.ShouldBeNull();
    }

    // P(X ≥ k) for X ~ Bin(n, 1/K): 0 of 80 is always reached; 2 of 2 of 3 classes with 1/9; 17 of 100 of 10 classes with 0.0206, 16 with
    // 0.0399, 15 with 0.0726.
    [Theory]
    [InlineData(0, 80, 1001, false)]
    [InlineData(2, 2, 3, false)]
    [InlineData(15, 100, 10, false)]
    [InlineData(16, 100, 10, true)]
    [InlineData(57, 100, 1001, true)]
    [InlineData(1000, 1000, 2, true)]
    public void Source_that_guesses_lets_nothing_pass(int sourceCorrect, int n, int classes, bool passes)
    {
        var score = Labelled(sourceCorrect, 0, 0, n, classes);
        foreach (var precision in (Precision?[])[null, Precision.Float32, Precision.Int8]) Passes(precision, score).ShouldBe(passes);
        if (!passes) Judge(null, score).Gate.Checks[0].Text.ShouldContain($"right on {sourceCorrect} of {n}");
    }

    /// <summary>Each target has the proof of its own float32 form, or, without one, the worst; what both fail for is said once.</summary>
    [Fact]
    public void Proof_is_that_of_the_same_target_and_said_once()
    {
        Verdict Of(EngineTarget target, bool passed, string code = GateCode.RelativeError) => new()
        {
            Target = target,
            Parity = [],
            Gate = Gate.Of([new GateCheck { Code = code, Passed = passed, Set = "held-out" }]),
        };
        Verdict good = Of(Tflite, true), bad = Of(OnnxRuntime, false);
        Verdict[] asFloat32 = [Of(Tflite, true), Of(OnnxRuntime, false, GateCode.MeanCosine), Of(OnnxRuntime, true)];

        var proven = VerificationJudge.Proven([good, bad], asFloat32);

        proven.Select(v => v.Target).ShouldBe([Tflite, OnnxRuntime]);
        proven[0].Gate.Passed.ShouldBeTrue();
        proven[0].Gate.Checks.Select(c => c.Form).ShouldBe(["float32", null], ignoreOrder: true);
        proven[1].Gate.Checks.Count(c => c.Form == "float32" && c.Code == GateCode.MeanCosine && !c.Passed).ShouldBe(1);
        VerificationJudge.Proven([bad], [Of(OnnxRuntime, false)]).Single().ShouldBe(bad, "both fail for the same");
        VerificationJudge.Proven([Of(OnnxRuntime, true)], [Of(OnnxRuntime, false)]).Single().Gate.Passed.ShouldBeFalse();
        VerificationJudge.Proven([good], [bad]).Single().Gate.Passed.ShouldBeFalse("the worst of the others speaks for it");
        VerificationJudge.Proven([bad], [Of(OnnxRuntime, true)]).Single().Gate.Checks.Count.ShouldBe(2);
    }
}
