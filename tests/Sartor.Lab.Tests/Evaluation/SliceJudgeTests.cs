using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class SliceJudgeTests
{
    private static readonly SliceJudge Judge = new(GateLimits.Default);

    private static SliceComparison Slice(int axis, int index, double error, double spread, double magnitude = 0, double scale = 0) =>
        new(axis, index)
        {
            MaxError = error,
            RmsError = error,
            Magnitude = Math.Max(magnitude, spread),
            Spread = spread,
            IsVariantConstant = false,
            Scale = scale,
        };

    private static Comparison Compared(params SliceComparison[] slices) => Compared(OutputKind.Real, 0, slices);

    private static Comparison Compared(OutputKind kind, double different, params SliceComparison[] slices) => new()
    {
        Set = "held-out",
        Samples = 100,
        Outputs =
        [
            new OutputComparison
            {
                Name = "y", Kind = kind, Different = different, MaxAbsError = 0, MaxRelError = 0, MinCosine = 1, MeanCosine = 1,
                Rounding = 1e-5, Elements = 1, Slices = slices,
            },
        ],
    };

    private static GateCheck[] Check(Precision precision, Comparison comparison) =>
        [.. Judge.Check(precision, comparison, null, new HashSet<string>())];

    private static bool Passes(Precision precision, params SliceComparison[] slices) =>
        Check(precision, Compared(slices)).All(check => check.Passed);

    // A slice of 1 whose rounding to float16 was seen to make a difference of noise.
    [Theory]
    [InlineData(0.3, 0, false, false)]
    [InlineData(0.3, 0.1, false, true)]
    [InlineData(0.3, 0.05, false, false)]
    [InlineData(0.3, 0.1, true, false)]
    public void Float16_may_differ_by_what_its_rounding_explains_unless_the_slice_is_dead(
        double error, double noise, bool isConstant, bool passes)
    {
        Comparison With(double size, bool constant) =>
            Compared(Slice(-1, 0, size, 1), Slice(1, 0, size, 1) with { IsVariantConstant = constant }, Slice(1, 1, size / 10, 1));
        var checks = Judge.Check(Precision.Float16, With(error, isConstant), With(noise, false), new HashSet<string>());
        checks.All(check => check.Passed).ShouldBe(passes);
    }

    // 1 + 27 terms of 1e-6: each partial sum is rounded to 1.2e-7, whatever the terms say; a variant that loses the terms has all of their
    // spread as its error.
    [Theory]
    [InlineData(1, 6e-7, false)]
    [InlineData(28, 6e-7, true)]
    [InlineData(28, 2e-6, false)]
    public void Sum_that_begins_with_a_large_bias_is_judged_by_the_rounding_of_its_terms(double terms, double error, bool passes)
    {
        var compared = Compared(Slice(-1, 0, error, 2e-6, magnitude: 1), Slice(1, 0, error, 2e-6, magnitude: 1));
        var output = compared.Outputs[0] with { LastSum = terms };
        Check(Precision.Float32, compared with { Outputs = [output] }).All(check => check.Passed).ShouldBe(passes);
    }

    // Boxes to 640 beside scores to 1, of which every one is 0: 2 % of the output's error is all of theirs.
    [Theory]
    [InlineData(0.05, true)]
    [InlineData(0.3, false)]
    public void Small_part_of_an_output_is_not_diluted_by_a_large_one(double errorOfScores, bool passes)
    {
        var boxes = Enumerable.Range(0, 4).Select(i => Slice(1, i, 2, 200));
        var scores = Enumerable.Range(4, 80).Select(i => Slice(1, i, errorOfScores, 0.3) with { IsVariantConstant = !passes });
        SliceComparison[] slices = [Slice(-1, 0, 0.5, 50), .. boxes, .. scores];
        foreach (var precision in (Precision[])[Precision.Int8, Precision.DynamicRangeInt8])
        {
            var checks = Check(precision, Compared(slices));
            checks.All(check => check.Passed).ShouldBe(passes);
            if (passes) continue;
            var dead = checks.Single(check => check.Code == GateCode.DeadSlice);
            (dead.Output, dead.Axis, dead.Slices).ShouldBe(("y", 1, 80));
            dead.Index!.Value.ShouldBeInRange(4, 83);
            dead.Text.ShouldBe($"output 'y' at index {dead.Index} of axis 1 (and 79 more) is the same for every one of the held-out "
                + "inputs, where that of the source varies");
        }
    }

    [Fact]
    public void Few_slices_far_below_the_others_may_be_lost()
    {
        SliceComparison[] Channels(int small, double spread) =>
        [
            Slice(-1, 0, 0.1, 1), .. Enumerable.Range(0, 100).Select(i => i < small ? Slice(1, i, spread, spread) : Slice(1, i, 0.1, 1)),
        ];
        Passes(Precision.Int8, Channels(10, 0.05)).ShouldBeTrue();
        Passes(Precision.Int8, Channels(11, 0.05)).ShouldBeFalse();
        // One of them is a mistake where it is as large as the others.
        Passes(Precision.Int8, Channels(1, 0.5)).ShouldBeFalse();
    }

    // Of 8 samples, the worst of a thousand spreads is far below the usual one; of 800 it is not.
    [Theory]
    [InlineData(8, 0.4, true)]
    [InlineData(800, 0.4, false)]
    // What is smaller still is not so by chance.
    [InlineData(8, 0.2, false)]
    public void Spread_that_is_small_by_chance_is_not_held_against_a_slice(int samples, double spread, bool passes)
    {
        SliceComparison[] slices =
        [
            Slice(-1, 0, 0.3, 1),
            .. Enumerable.Range(0, 1000).Select(i => i == 7 ? Slice(1, i, 0.78 * spread, spread) : Slice(1, i, 0.3, 1)),
        ];
        Check(Precision.DynamicRangeInt8, Compared(slices) with { Samples = samples }).All(check => check.Passed).ShouldBe(passes);
    }

    // A probability below the step of its operator's own scale, 1/256, cannot be had.
    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Error_below_the_step_of_the_operator_is_none(double scale, bool passes) =>
        Passes(
            Precision.Int8, Slice(-1, 0, 0.001, 0.01), Slice(1, 0, 0.001, 0.001, scale: scale), Slice(1, 1, 0.001, 0.01)).ShouldBe(passes);

    [Fact]
    public void One_number_is_judged_by_its_spread_over_the_samples()
    {
        // Another network: the cosine of two positive numbers is 1.
        Passes(Precision.Int8, Slice(-1, 0, 0.2, 0.2, magnitude: 1)).ShouldBeFalse();
        Passes(Precision.Int8, Slice(-1, 0, 0.02, 0.2, magnitude: 1)).ShouldBeTrue();
        Passes(Precision.Float16, Slice(-1, 0, 0.02, 0.2, magnitude: 1)).ShouldBeFalse();
    }

    // 2.6e-7 in an output of 1e-4 that is the difference of large sums.
    [Fact]
    public void Float32_slices_are_held_to_their_own_spread()
    {
        Passes(Precision.Float32, Slice(-1, 0, 1e-4, 1, magnitude: 640), Slice(1, 0, 1e-4, 1e-3)).ShouldBeFalse();
        Passes(Precision.Float32, Slice(-1, 0, 9e-6, 1, magnitude: 640), Slice(1, 0, 9e-6, 1e-3)).ShouldBeTrue();
    }

    // A saturated sigmoid: 1e-30 for 0.
    [Fact]
    public void Float32_difference_below_the_rounding_of_the_operator_is_none()
    {
        Passes(Precision.Float32, Slice(-1, 0, 1e-30, 1e-30, scale: 1)).ShouldBeTrue();
        Passes(Precision.Float32, Slice(-1, 0, 1e-30, 1e-30)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(OutputKind.Exact, Precision.Int8, 0.001, false)]
    [InlineData(OutputKind.Exact, Precision.Int8, 0, true)]
    [InlineData(OutputKind.Decision, Precision.Float32, 0.001, false)]
    [InlineData(OutputKind.Decision, Precision.Float32, 0, true)]
    [InlineData(OutputKind.Decision, Precision.Float16, 0.02, true)]
    [InlineData(OutputKind.Decision, Precision.Float16, 0.03, false)]
    [InlineData(OutputKind.Decision, Precision.Int8, 0.1, true)]
    [InlineData(OutputKind.Decision, Precision.Int8, 0.11, false)]
    public void Integers_are_equal_or_decide_alike(OutputKind kind, Precision precision, double different, bool passes)
    {
        var check = Check(precision, Compared(kind, different, Slice(-1, 0, 1, 1))).Single();
        check.Passed.ShouldBe(passes);
        check.Code.ShouldBe(GateCode.UnequalElements);
    }

    // Ten samples of ten elements; rounding decides half of the elements of four of them, as it does where patterns have ties.
    [Theory]
    [InlineData(0.5f, 0, 0, true)]
    [InlineData(0.5f, 0.05f, 0, true)]
    // As many elements are another decision as rounding may explain, but not where it does.
    [InlineData(0, 0.3f, 0, false)]
    [InlineData(0.5f, 0.2f, 0, false)]
    // Another decision is a whole number, too.
    [InlineData(0.5f, 0, 0.001, false)]
    public void Whole_numbers_differ_where_rounding_decides(float withTies, float without, double broken, bool passes)
    {
        float[] Shares(float ties, float others) => [.. Enumerable.Repeat(ties, 4), .. Enumerable.Repeat(others, 6)];
        Comparison Of(float[] shares, double fractions)
        {
            var compared = Compared(OutputKind.Real, shares.Average(), Slice(-1, 0, 50, 1));
            var output = compared.Outputs[0] with { IsWhole = true, Elements = 10, DifferentOfSample = shares, Broken = fractions };
            return compared with { Samples = 10, Outputs = [output] };
        }
        var check = Judge.Check(Precision.Float32, Of(Shares(withTies, without), broken), Of(Shares(0.5f, 0), 0), new HashSet<string>())
            .Single();
        check.Code.ShouldBe(GateCode.UnequalElements);
        check.Passed.ShouldBe(passes);
    }

    [Fact]
    public void Class_that_is_always_the_same_is_dead_however_often_it_is_right() =>
        Check(Precision.Int8, Compared(OutputKind.Decision, 0.05, Slice(-1, 0, 1, 1) with { IsVariantConstant = true }))
            .Single().ShouldSatisfyAllConditions(c => c.Code.ShouldBe(GateCode.DeadSlice), c => c.Passed.ShouldBeFalse());

    /// <summary>What a run of the rounding explains, further runs explain too: they add to what it was seen to do.</summary>
    [Theory]
    [InlineData(OutputKind.Real)]
    [InlineData(OutputKind.Decision)]
    public void Larger_differences_by_rounding_never_fail_what_smaller_ones_pass(OutputKind kind)
    {
        var random = new Random(11);
        double Size() => Math.Pow(10, (random.NextDouble() * 6) - 5);
        var (passed, failed) = (0, 0);
        for (var round = 0; round < 5000; round++)
        {
            var slices = Enumerable.Range(0, 3).Select(i => Slice(i - 1, 0, Size() / 10, Size(), Size(), Size())).ToArray();
            var small = slices.Select(slice => slice with { MaxError = Size() / 100 }).ToArray();
            var large = small.Select(slice => slice with { MaxError = slice.MaxError * (1 + (random.Next(3) * Size())) }).ToArray();
            var (different, seen) = (random.Next(5), random.Next(3));
            bool Passes(Comparison rounding) => Judge.Check(
                Precision.Float32, Compared(kind, different, slices), rounding, new HashSet<string>()).All(check => check.Passed);

            if (Passes(Compared(kind, seen, small)))
            {
                passed++;
                Passes(Compared(kind, seen + random.Next(2), large)).ShouldBeTrue($"round {round}");
            }
            else
            {
                failed++;
            }
        }
        Math.Min(passed, failed).ShouldBeGreaterThan(100);
    }

    /// <summary>An error of one step of the scale is allowed: of 8 bits between 0 and 1, of float16 just below 1.</summary>
    [Theory]
    [InlineData(Precision.Int8, 256)]
    [InlineData(Precision.DynamicRangeInt8, 256)]
    [InlineData(Precision.Float16, 1024)]
    public void Error_of_a_step_of_the_scale_is_none(Precision precision, int steps)
    {
        Passes(precision, Slice(-1, 0, 0.9999 / steps, 0, scale: 1)).ShouldBeTrue();
        Passes(precision, Slice(-1, 0, 1.0001 / steps, 0, scale: 1)).ShouldBeFalse();
    }
}
