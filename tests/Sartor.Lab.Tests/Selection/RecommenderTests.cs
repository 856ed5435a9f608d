using Sartor.Lab.Selection;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Selection;

public sealed class RecommenderTests
{
    private static TrialResult Trial(string @delegate, double lowMs, double medianMs, double highMs) => new()
    {
        Id = @delegate,
        Engine = "tflite",
        EngineVersion = "2.9.0",
        Delegate = @delegate,
        Outcome = TrialStatus.Measured,
        Latency = new LatencySummary
        {
            MedianNs = medianMs * 1e6,
            MedianLowNs = lowMs * 1e6,
            MedianHighNs = highMs * 1e6,
            Confidence = 0.95,
            P90Ns = highMs * 1e6,
            P95Ns = highMs * 1e6,
            P99Ns = highMs * 1e6,
            MinNs = (long)(lowMs * 1e6),
            MadNs = 0,
            MeanNs = medianMs * 1e6,
            Count = 100,
            Flags = [],
        },
        WarmupSamplesNs = [],
        SamplesNs = [],
    };

    private static TrialResult Trial(double medianMs) => Trial("none", medianMs * 0.999, medianMs, medianMs * 1.001);

    private static ScoreResult Share(double value) => Score(ScoreKind.Share, value);

    private static ScoreResult Score(ScoreKind kind, double value) => new()
    {
        Name = "a-score",
        Title = "a score",
        Kind = kind,
        Truth = ScoreTruth.Data,
        Samples = 1000,
        Variant = new ScoreValue { Value = value, Low = value, High = value },
    };

    private static VariantResult Variant(string name, long sizeBytes, double? accuracy, params TrialResult[] trials) => new()
    {
        Name = name,
        Format = "tflite",
        Precision = name,
        Outcome = VariantOutcome.Made,
        SizeBytes = sizeBytes,
        Verdicts =
        [
            .. trials.Select(trial => new Verdict
            {
                Target = trial.Target,
                Parity = [],
                Scores = accuracy is { } share ? [Share(share)] : [],
                Gate = Gate.Of([]),
            }),
        ],
        Trials = trials,
    };

    private static (IReadOnlyList<TrialKey> Pareto, Recommendation Recommendation) Recommend(
        Constraints constraints, params VariantResult[] variants) => Recommender.Recommend(variants, constraints);

    private static string? Pick(Constraints constraints, params VariantResult[] variants) =>
        Recommend(constraints, variants).Recommendation.Pick?.Variant;

    private static readonly Constraints None = new();

    private static readonly GateCheck TooFar = new()
    {
        Code = GateCode.MeanCosine,
        Passed = false,
        Set = "held-out",
        Value = 0.1,
        Limit = 0.95,
    };

    [Fact]
    public void Fastest_wins_where_the_intervals_are_apart() =>
        Pick(None, Variant("small", 100, 0.9, Trial(2)), Variant("fast", 900, 0.9, Trial(1)), Variant("middle", 500, 0.9, Trial(1.5)))
            .ShouldBe("fast");

    [Fact]
    public void Smallest_wins_among_the_equally_fast()
    {
        var fast = Variant("fast", 900, 0.95, Trial("none", 0.9, 1, 1.3));
        Pick(None, fast, Variant("small", 100, 0.9, Trial("none", 1.2, 1.4, 1.6))).ShouldBe("small");
        // One run repeats another to 3 %: 1.3 ms · 1.03 = 1.339 ms.
        Pick(None, fast, Variant("small", 100, 0.9, Trial("none", 1.338, 1.4, 1.6))).ShouldBe("small");
        Pick(None, fast, Variant("small", 100, 0.9, Trial("none", 1.34, 1.4, 1.6))).ShouldBe("fast");
    }

    private static TrialResult WithLaunches(TrialResult trial, params double[] mediansMs) => trial with
    {
        Launches =
        [
            .. mediansMs.Select((ms, i) => new LaunchResult
            {
                Round = i + 1,
                StartSeconds = i,
                MedianNs = ms * 1e6,
                WarmupCount = 1,
                Count = 1,
                LoadNs = 1,
                FirstInferenceNs = null,
                PeakMemoryBytes = null,
                Flags = [],
            }),
        ],
    };

    [Fact]
    public void Shared_rounds_decide_what_is_equally_fast()
    {
        // The machine slows down by half; round by round the small file is 4 to 6 % slower, which the wide intervals hide.
        var fast = Variant("fast", 900, 0.9, WithLaunches(Trial("none", 0.9, 1.2, 1.6), 1.0, 1.2, 1.5));
        var slower = Variant("small", 100, 0.9, WithLaunches(Trial("none", 0.95, 1.26, 1.7), 1.04, 1.26, 1.59));
        Pick(None, fast, slower).ShouldBe("fast");
        var rejected = Recommend(None, fast, slower).Recommendation.Rejected.ShouldHaveSingleItem();
        rejected.Text.ShouldStartWith("5 % slower than the pick (ratio ");
        rejected.Text.ShouldEndWith("in 3 shared rounds)");
        // Narrow intervals far apart, but the rounds show no difference: a tie, and the smaller file wins.
        var tie = Variant("small", 100, 0.9, WithLaunches(Trial("none", 1.3, 1.3, 1.3), 1.1, 1.15, 1.6));
        var narrow = Variant("fast", 900, 0.9, WithLaunches(Trial("none", 1.2, 1.2, 1.2), 1.0, 1.2, 1.5));
        var picked = Recommend(None, narrow, tie).Recommendation;
        picked.Pick!.Variant.ShouldBe("small");
        picked.Reason.ShouldContain("show no difference in speed to fast");
    }

    [Fact]
    public void Most_accurate_wins_among_the_equally_fast_and_small_then_the_lower_median()
    {
        Pick(None, Variant("a", 100, 0.90, Trial(1)), Variant("b", 100, 0.92, Trial(1.001)), Variant("c", 100, null, Trial(1)))
            .ShouldBe("b");
        Pick(None, Variant("a", 100, 0.9, Trial(1.001)), Variant("b", 100, 0.9, Trial(1))).ShouldBe("b");
    }

    [Fact]
    public void Best_delegate_of_a_variant_wins()
    {
        var key = Recommend(None, Variant("a", 100, 0.9, Trial("none", 2, 2, 2), Trial("xnnpack", 1, 1, 1))).Recommendation.Pick;
        key.ShouldBe(new TrialKey("a", "tflite", "xnnpack"));
    }

    [Fact]
    public void Variant_that_failed_its_gate_is_not_picked_although_it_is_the_fastest()
    {
        var failed = Variant("fast", 1, 1, Trial(0.001));
        failed = failed with { Verdicts = [failed.Verdicts[0] with { Gate = Gate.Of([TooFar]) }] };
        var (pareto, recommendation) = Recommend(None, failed, Variant("slow", 900, 0.5, Trial(9)));
        recommendation.Pick!.Variant.ShouldBe("slow");
        pareto.ShouldAllBe(k => k.Variant != "fast");
        var rejection = recommendation.Rejected.ShouldHaveSingleItem();
        rejection.Candidate.ShouldBe("fast · tflite/none");
        rejection.Text.ShouldBe("failed verification: mean cosine on held-out inputs is 0.1 (limit 0.95)");
        Pick(None, failed).ShouldBeNull();
    }

    [Fact]
    public void Variant_that_was_not_verified_is_not_picked()
    {
        var (pareto, recommendation) = Recommend(
            None, Variant("fast", 1, 1, Trial(0.001)) with
            {
                Verdicts = [],
                Reason = "the worker ended",
            }, Variant("slow", 900, 0.5, Trial(9)));
        recommendation.Pick!.Variant.ShouldBe("slow");
        pareto.Count.ShouldBe(1);
        recommendation.Rejected.Single().Text.ShouldContain("the worker ended");
    }

    [Fact]
    public void Variant_that_was_not_made_and_trial_that_was_not_measured_are_not_picked()
    {
        var refused = Trial("gpu", 1, 1, 1) with { Outcome = TrialStatus.Refused, Latency = null, Reason = "took no node" };
        var (_, recommendation) = Recommend(
            None, Variant("a", 1, 1) with
            {
                Outcome = VariantOutcome.Refused,
                Reason = "cannot be expressed",
            }, Variant("b", 1, 1, refused));
        recommendation.Pick.ShouldBeNull();
        recommendation.Rejected.Select(r => r.Candidate).ShouldBe(["a", "b · tflite/gpu"]);
        recommendation.Rejected.Select(r => r.Text).ShouldBe(["cannot be expressed", "took no node"]);
    }

    [Theory]
    [InlineData(1.001, null, null, "slow")]
    [InlineData(null, 0.5, null, "small")]
    [InlineData(null, null, 0.95, "good")]
    public void Each_constraint_leaves_out_what_breaks_it(double? latencyMs, double? sizeMb, double? accuracy, string expected)
    {
        VariantResult[] variants =
        [
            Variant("fast", 2_000_000, 0.8, Trial("none", 0.1, 0.2, 1.002)),
            Variant("slow", 3_000_000, 0.7, Trial("none", 0.9, 1, 1.001)),
            Variant("small", 500_000, 0.6, Trial(5)),
            Variant("good", 4_000_000, 0.95, Trial(6)),
        ];
        Pick(new Constraints { MaxLatencyMs = latencyMs, MaxSizeMb = sizeMb, MinScore = accuracy }, variants).ShouldBe(expected);
    }

    [Fact]
    public void P95_Memory_AndDrop_LeaveOutWhatExceedsThem()
    {
        var fast = Scored("fast", 4_000_000, 1, Share(0.90) with { Source = Value(0.95) });
        var tail = fast.Trials[0].Latency! with { P95Ns = 8e6 };
        fast = fast with { Trials = [fast.Trials[0] with { PeakMemoryBytes = 9_000_000, Latency = tail }] };
        var slow = Scored("slow", 4_000_000, 3, Share(0.949) with { Source = Value(0.95) });
        slow = slow with { Trials = [slow.Trials[0] with { PeakMemoryBytes = 2_000_000 }] };

        Pick(None, fast, slow).ShouldBe("fast");
        foreach (var (limit, code, text) in (ReadOnlySpan<(Constraints, string, string)>)[
            (new() { MaxP95Ms = 4 }, RejectionCode.OverP95, "95th percentile up to 8.00 ms exceeds the limit of 4.00 ms"),
            (new() { MaxMemoryMb = 3 }, RejectionCode.OverMemory, "peak memory 9.00 MB exceeds the limit of 3.00 MB"),
            (new() { MaxDrop = 0.01 }, RejectionCode.OverDrop, "a score is 5.0 % lower than the source's, and the limit is 1.0 %")])
        {
            var recommendation = Recommend(limit, fast, slow).Recommendation;
            recommendation.Pick!.Variant.ShouldBe("slow");
            recommendation.Rejected.Single().Code.ShouldBe(code);
            recommendation.Rejected.Single().Text.ShouldBe(text);
        }
        Pick(new Constraints { MaxP95Ms = 8, MaxMemoryMb = 9, MaxDrop = 0.05 }, fast, slow).ShouldBe("fast");
    }

    private static ScoreValue Value(double value) => new() { Value = value, Low = value, High = value };

    [Fact]
    public void Drop_OfAnError_IsItsRise_AndWithoutLabelsThereIsNone()
    {
        var limit = new Constraints { MaxDrop = 0.1 };
        var worse = Scored("worse", 1, 1, Score(ScoreKind.Error, 0.5) with { Source = Value(0.3) });
        Recommend(limit, worse).Recommendation.Rejected.Single().Text
            .ShouldBe("a score is 0.2 higher than the source's, and the limit is 0.1");
        Pick(limit, Scored("better", 1, 1, Score(ScoreKind.Error, 0.2) with { Source = Value(0.3) })).ShouldBe("better");
        Recommend(limit, Scored("blind", 1, 1, Share(1) with { Truth = ScoreTruth.Source })).Recommendation.Rejected.Single().Code
            .ShouldBe(RejectionCode.NoScore);
        Pick(limit, Variant(VariantResult.SourceName, 1, null, Trial(1))).ShouldBe(VariantResult.SourceName);
    }

    [Fact]
    public void Memory_ThatWasNotMeasured_IsNotWithinALimit() =>
        Recommend(new Constraints { MaxMemoryMb = 1 }, Variant("a", 1, 1, Trial(1))).Recommendation.Rejected.Single().Text
            .ShouldBe("peak memory was not measured, and the limit is 1.00 MB");

    [Theory]
    [InlineData(null, "fast", "fastest")]
    [InlineData("latency", "fast", "fastest")]
    [InlineData("size", "small", "smallest")]
    [InlineData("accuracy", "good", "most-accurate")]
    public void Preference_Decides(string? prefer, string expected, string code)
    {
        var (_, recommendation) = Recommend(
            new Constraints { Prefer = prefer }, Variant("good", 900, 0.95, Trial(3)), Variant("fast", 500, 0.9, Trial(1)),
            Variant("small", 100, 0.8, Trial(2)));
        recommendation.Pick!.Variant.ShouldBe(expected);
        recommendation.Code.ShouldBe(code);
        recommendation.Rejected.Count.ShouldBe(2);
        recommendation.Rejected.ShouldAllBe(rejection => rejection.Text.Length > 0 && !rejection.Text.Contains("faster than the pick"));
    }

    [Fact]
    public void EquallyFast_IsCalledATie()
    {
        var (_, recommendation) = Recommend(
            None, Variant("a", 900, 0.9, Trial(1)), Variant("b", 100, 0.9, Trial(1.001)), Variant("c", 50, 0.9, Trial(5)));
        recommendation.Pick!.Variant.ShouldBe("b");
        recommendation.Ties.Select(tie => tie.Variant).ShouldBe(["a"]);
        recommendation.Reason.ShouldContain("a tie in speed with a · tflite/none");
        Recommend(None, Variant("a", 900, 0.9, Trial(1)), Variant("c", 50, 0.9, Trial(5))).Recommendation.Ties.ShouldBeEmpty();
    }

    [Fact]
    public void Reason_ComparesWithTheSourceUnlessThatIsATie()
    {
        static VariantResult Source(params double[] ms) =>
            Variant(VariantResult.SourceName, 900, 0.9, WithLaunches(Trial("none", 1.2, 1.2, 1.2), ms));
        string Reason(VariantResult source, params double[] ms)
        {
            var small = Variant("small", 100, 0.9, WithLaunches(Trial("none", 1.25, 1.25, 1.25), ms));
            var (_, recommendation) = Recommend(None, source, small);
            recommendation.Pick!.Variant.ShouldBe("small");
            return recommendation.Reason;
        }

        // The medians differ by 4 %, the shared rounds by less than they scatter.
        var tied = Reason(Source(1.0, 1.2, 1.5), 1.1, 1.15, 1.6);
        tied.ShouldContain("show no difference in speed to source");
        tied.ShouldNotContain("slower");
        tied.ShouldNotContain("faster");
        Reason(Source(2.4, 2.41, 2.42), 1.2, 1.21, 1.22).ShouldContain("than the source on tflite/none");
    }

    [Fact]
    public void NearestMiss_IsTheOneThatExceedsTheLeast()
    {
        // a is over by a half of one limit; b keeps it and is over the other by a tenth; c is over both a little.
        var limits = new Constraints { MaxLatencyMs = 1, MaxSizeMb = 1 };
        var (_, recommendation) = Recommend(
            limits, Variant("a", 500_000, 0.9, Trial("none", 1, 1, 1.5)), Variant("b", 1_100_000, 0.9, Trial("none", 0.5, 0.5, 0.5)),
            Variant("c", 1_050_000, 0.9, Trial("none", 1, 1, 1.2)));
        recommendation.Pick.ShouldBeNull();
        var miss = recommendation.NearestMiss.ShouldHaveSingleItem();
        (miss.Variant, miss.Code, miss.Value, miss.Limit).ShouldBe(("b", RejectionCode.OverSize, 1.1, 1));
        recommendation.Reason.ShouldContain("The nearest is b · tflite/none: size 1.10 MB exceeds the limit of 1.00 MB.");
    }

    [Fact]
    public void Limits_themselves_are_kept()
    {
        var variant = Variant("a", 1_000_000, 0.9, Trial("none", 1, 1, 1));
        Pick(new Constraints { MaxLatencyMs = 1, MaxSizeMb = 1, MinScore = 0.9 }, variant).ShouldBe("a");
        Pick(new Constraints { MaxLatencyMs = 0.999, MaxSizeMb = 1, MinScore = 0.9 }, variant).ShouldBeNull();
        Pick(new Constraints { MaxLatencyMs = 1, MaxSizeMb = 0.999, MinScore = 0.9 }, variant).ShouldBeNull();
        Pick(new Constraints { MaxLatencyMs = 1, MaxSizeMb = 1, MinScore = 0.901 }, variant).ShouldBeNull();
    }

    [Fact]
    public void Accuracy_that_nobody_knows_does_not_reach_a_limit()
    {
        var (_, recommendation) = Recommend(new Constraints { MinScore = 0 }, Variant("a", 1, null, Trial(1)));
        recommendation.Pick.ShouldBeNull();
        recommendation.Rejected.Single().Text.ShouldContain("no labels");
    }

    private static VariantResult Scored(string name, long sizeBytes, double medianMs, ScoreResult score)
    {
        var variant = Variant(name, sizeBytes, 1, Trial(medianMs));
        return variant with { Verdicts = [.. variant.Verdicts.Select(v => v with { Scores = [score] })] };
    }

    [Fact]
    public void Errors_count_the_other_way_round()
    {
        var low = Scored("low", 1_000_000, 1, Score(ScoreKind.Error, 0.1));
        var high = Scored("high", 1_000_000, 1, Score(ScoreKind.Error, 0.2));
        Pick(new Constraints(), high, low).ShouldBe("low");
        Recommend(new Constraints(), high, low).Pareto.Select(key => key.Variant).ShouldBe(["low"]);
        Pick(new Constraints { MaxError = 0.1 }, high, low).ShouldBe("low");
        Pick(new Constraints { MaxError = 0.0999 }, high, low).ShouldBeNull();
    }

    [Fact]
    public void Limit_of_another_kind_of_score_cannot_be_kept()
    {
        var (_, share) = Recommend(new Constraints { MinScore = 0.1 }, Scored("a", 1, 1, Score(ScoreKind.Error, 0.5)));
        share.Rejected.Single().Code.ShouldBe(RejectionCode.NoScore);
        share.Rejected.Single().Text.ShouldBe("has no share of at least 10.0 %: its score is a score");
        var (_, error) = Recommend(new Constraints { MaxError = 0.9 }, Scored("a", 1, 1, Score(ScoreKind.Share, 0.5)));
        error.Rejected.Single().Text.ShouldContain("has no error of at most 0.9");
        var (_, agreed) = Recommend(new Constraints { MinScore = 0.1 }, Scored("a", 1, 1, Share(0.9) with { Truth = ScoreTruth.Source }));
        agreed.Rejected.Single().Text.ShouldContain("no labels or targets");
    }

    [Fact]
    public void Constraints_that_nothing_meets_give_no_pick_and_a_reason_for_each()
    {
        var constraints = new Constraints { MaxLatencyMs = 1e-6 };
        var (pareto, recommendation) = Recommend(constraints, Variant("a", 1, 1, Trial(1)), Variant("b", 2, 1, Trial(2)));
        recommendation.Pick.ShouldBeNull();
        recommendation.Rejected.Count.ShouldBe(2);
        recommendation.Constraints.ShouldBe(constraints);
        recommendation.Reason.ShouldContain("constraints");
        pareto.Count.ShouldBe(1);
    }

    [Fact]
    public void Nothing_to_choose_from_gives_no_pick()
    {
        var (pareto, recommendation) = Recommend(None);
        pareto.ShouldBeEmpty();
        recommendation.Pick.ShouldBeNull();
        recommendation.Reason.ShouldNotBeEmpty();
    }

    [Fact]
    public void Pareto_front_has_the_trade_offs_fastest_first()
    {
        var (pareto, _) = Recommend(None,
            Variant("good", 900, 0.95, Trial(3)), Variant("fast", 500, 0.9, Trial(1)), Variant("small", 100, 0.8, Trial(2)),
                Variant("worst", 900, 0.7, Trial(4)));
        pareto.Select(k => k.Variant).ShouldBe(["fast", "small", "good"]);
    }

    [Fact]
    public void Everything_that_was_not_picked_has_a_reason()
    {
        var (_, recommendation) = Recommend(
            None, Variant("a", 100, 0.9, Trial("none", 1, 1, 1), Trial("xnnpack", 3, 3, 3)), Variant("b", 900, 0.9, Trial(1)));
        recommendation.Pick!.ToString().ShouldBe("a · tflite/none");
        recommendation.Rejected.Select(r => r.Candidate).ShouldBe(["a · tflite/xnnpack", "b · tflite/none"]);
        recommendation.Rejected[0].Text.ShouldContain("3.00× slower");
    }
}
