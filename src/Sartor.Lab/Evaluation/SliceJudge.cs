using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Judges outputs and their slices. A slice is the elements that share an index along an axis: a class, a channel, a row of boxes. What
/// counts is its error beside its own spread, the part of it that the source's answers tell apart; no other slice dilutes it.
/// </summary>
/// <param name="limits">The limits.</param>
internal sealed class SliceJudge(GateLimits limits)
{
    // A slice this many times smaller than its output is held to the rounding of larger sums beside it, until its own is known.
    private const double RoomForSmallSlices = 64;

    // How much more than a perturbation by single roundings the right arithmetic may differ, and the part of the spread that it may not.
    private const double TimesPerturbation = 16;
    private const double MostRounding = 0.1;

    // The same for the root mean square error of a slice and the rounding of weights to float16: one of many slices meets it by chance.
    private const double TimesFloat16 = 4;

    // Of few samples the spread of a slice may be small by chance: then the output's counts in part.
    private const double PartOfMost = 0.25;

    // Ties, as those of patterns, are decided by chance. A sample of which rounding decides less than this has few of them.
    private const double FewTies = 0.1;

    // Slices far below the usual spread of their axis may be lost, if they are few: one scale for all cannot hold them.
    private const double PartOfMedian = 0.1;
    private const double FewSlices = 0.1;

    /// <summary>The check of one set: its worst output or slice; null where nothing of it decides.</summary>
    /// <param name="precision">The variant's arithmetic.</param>
    /// <param name="c">The set.</param>
    /// <param name="rounding">Float32 and float16: the same set, the differences being those that rounding makes; null where not known.
    /// </param>
    /// <param name="judgedByScore">Names of outputs that a score by the data judges.</param>
    public IEnumerable<GateCheck> Check(Precision precision, Comparison c, Comparison? rounding, IReadOnlySet<string> judgedByScore)
    {
        var checks = new List<(double Excess, GateCheck Check)>();
        for (var i = 0; i < c.Outputs.Count; i++)
        {
            var output = c.Outputs[i];
            // Values behind a decision have no such comparison.
            var perturbed = i < rounding?.Outputs.Count ? rounding.Outputs[i] : null;
            if (output.Slices.Count == 0 || output.Undefined == 1) continue;
            // Whole numbers of float16 and int8 may be those of a scale; their float32 form is judged too.
            if (output.Kind != OutputKind.Real || (precision == Precision.Float32 && (output.IsWhole || output.IsStepped)))
                checks.Add(Unequal(precision, c, output, perturbed));
            else if (precision == Precision.Float32) checks.Add(Exact(c, output, perturbed));
            else if (!judgedByScore.Contains(output.Name)) checks.AddRange(Spread(precision, c, output, perturbed));
        }
        return checks.GroupBy(check => check.Check.Code).Select(group => group.MaxBy(check => check.Excess).Check);
    }

    /// <summary>Whether the source's answers differ at all, beyond rounding.</summary>
    public static bool Varies(SliceComparison slice) =>
        slice.Spread > 4 * RoundingBound.UnitRoundoff * Math.Max(slice.Magnitude, slice.Scale);

    private (double, GateCheck) Exact(Comparison c, OutputComparison output, OutputComparison? rounding)
    {
        var whole = output.Slices[0];
        var worst = output.Slices.Index().MaxBy(slice => Excess(slice.Item, Allowed(slice.Item, rounding?.Slices[slice.Index])));
        var magnitude = Reference(worst.Item);
        var allowed = Allowed(worst.Item, rounding?.Slices[worst.Index]);
        var passed = worst.Item.MaxError <= allowed;
        return (Excess(worst.Item, allowed), At(worst.Item, output, c, GateCode.RelativeError, passed) with
        {
            Value = Finite(worst.Item.MaxError / magnitude),
            Limit = allowed / magnitude,
        });

        static double Excess(SliceComparison slice, double allowed) => slice.MaxError == 0 ? 0 : slice.MaxError / allowed;

        double Reference(SliceComparison slice) =>
            Math.Max(Math.Max(slice.Magnitude, slice.Scale), Math.Max(whole.Magnitude / RoomForSmallSlices, double.Epsilon));

        double Allowed(SliceComparison slice, SliceComparison? perturbed)
        {
            var bound = limits.MaxRounding * output.Rounding * Reference(slice);
            // Larger values than a network is for may be decided by rounding alone; on others that proves nothing.
            var most = c.Set != ReferenceSet.Wide && Varies(slice)
                ? MostRounding * Math.Max(slice.Spread, PartOfMost * whole.Spread)
                : double.PositiveInfinity;
            if (Varies(slice)) bound = Math.Min(bound, limits.MaxSpreadErrorFloat32 * slice.Spread);
            // A rounding of the values themselves is always there, and one of each partial sum that begins with them.
            var values = Math.Max(4, 2 * Math.Sqrt(output.LastSum));
            bound = Math.Max(bound, limits.MaxRounding * values * RoundingBound.UnitRoundoff * Math.Max(slice.Magnitude, slice.Scale));
            return perturbed is { } p
                ? Math.Max(bound, Math.Min(most, limits.MaxRounding * TimesPerturbation * p.MaxError))
                : bound;
        }
    }

    private IEnumerable<(double, GateCheck)> Spread(
        Precision precision, Comparison c, OutputComparison output, OutputComparison? rounding)
    {
        var isFloat16 = precision == Precision.Float16;
        var (limit, step) = isFloat16 ? (limits.MaxSpreadErrorFloat16, 1.0 / 1024) : (limits.MaxSpreadError, 1.0 / 256);
        var sliceLimit = limit * (isFloat16 ? 4 : 2);
        var whole = output.Slices[0];
        // A network that drives roundings apart on noise does so in its right float16 form, too, each time in other slices.
        var explained = (rounding?.Slices ?? [])
            .Zip(output.Slices, (noise, slice) => (slice, most: TimesFloat16 * Math.Max(noise.RmsError, rounding!.Slices[0].RmsError)))
            .Where(pair => !pair.slice.IsVariantConstant && pair.slice.RmsError <= pair.most)
            .ToDictionary(pair => (pair.slice.Axis, pair.slice.Index), pair => pair.most);
        bool IsExplained(SliceComparison slice) => explained.ContainsKey((slice.Axis, slice.Index));
        yield return Judged(whole, limit, 1, Ratio(whole, limit, step, 0) <= limit || IsExplained(whole), 0);
        foreach (var axis in output.Slices.Skip(1).GroupBy(slice => slice.Axis))
        {
            var varied = axis.Where(Varies).ToArray();
            if (varied.Length == 0) continue;
            var median = varied.Select(slice => slice.Spread).Order().ElementAt(varied.Length / 2);
            // Of few samples the spread of one slice of many is small by chance: the usual one counts as one more sample. Slices far below
            // that are not so by chance.
            double Usual(SliceComparison slice) => slice.Spread < PartOfMost * median ? 0 : median / Math.Sqrt(c.SourceSamples);
            var bad = varied.Where(
                slice => Ratio(slice, sliceLimit, step, Usual(slice)) > sliceLimit && !IsExplained(slice)).ToArray();
            var failed = bad.Any(slice => slice.Spread >= PartOfMedian * median) || bad.Length > FewSlices * varied.Length;
            var worst = (failed ? bad : varied).MaxBy(slice => Ratio(slice, sliceLimit, step, Usual(slice)));
            yield return Judged(worst, sliceLimit, bad.Length, !failed, Usual(worst));
        }

        (double, GateCheck) Judged(SliceComparison slice, double most, int count, bool passed, double usual)
        {
            var ratio = Ratio(slice, most, step, usual);
            var code = !passed && slice.IsVariantConstant && Varies(slice) ? GateCode.DeadSlice : GateCode.SpreadError;
            return (passed ? Math.Min(1, ratio / most) : 1 + (ratio / most), At(slice, output, c, code, passed) with
            {
                Value = Finite(ratio),
                Limit = passed && ratio > most && explained.TryGetValue((slice.Axis, slice.Index), out var seen)
                    ? ratio * seen / slice.RmsError
                    : most,
                Slices = slice.Axis < 0 || passed ? null : count,
            });
        }
    }

    // An error below a step of the scale on which the operator gives its values is no more than that scale allows.
    private static double Ratio(SliceComparison slice, double limit, double step, double usual)
    {
        var unit = Math.Max(Varies(slice) ? double.Hypot(slice.Spread, usual) : slice.Magnitude, slice.Scale * step / limit);
        return slice.RmsError == 0 ? 0 : slice.RmsError / unit;
    }

    private (double, GateCheck) Unequal(Precision precision, Comparison c, OutputComparison output, OutputComparison? rounding)
    {
        var whole = output.Slices[0];
        var total = Math.Max(1, c.Samples * (double)output.Elements);
        var limit = output.Kind == OutputKind.Exact ? 0 : precision switch
        {
            // Halfway between two steps chance decides, in the runs of half of such elements.
            Precision.Float32 when output.IsStepped => Math.Max(4 * (rounding?.Different ?? 0), 1 / total),
            Precision.Float32 => 2 * (rounding?.Different ?? 0),
            Precision.Float16 => Math.Max(limits.MaxUnequalFloat16, 1 / total),
            _ => Math.Max(limits.MaxUnequal, 1 / total),
        };
        if (whole.IsVariantConstant && Varies(whole))
        {
            return (double.PositiveInfinity, At(whole, output, c, GateCode.DeadSlice, false) with
            {
                Value = output.Different,
                Limit = limit,
            });
        }
        (double Value, double Limit)[] shares = precision == Precision.Float32
            ? [(output.Different, limit), DifferentWithoutTies(output, rounding), (output.IsWhole ? output.Broken : 0, 0)]
            : [(output.Different, limit)];
        var worst = shares.FirstOrDefault(share => share.Value > share.Limit, shares[0]);
        var passed = worst.Value <= worst.Limit;
        return (passed ? 0 : 1 + output.Different, At(whole, output, c, GateCode.UnequalElements, passed) with
        {
            Value = worst.Value,
            Limit = worst.Limit,
        });
    }

    // Or one element.
    private static (double Value, double Limit) DifferentWithoutTies(OutputComparison output, OutputComparison? rounding)
    {
        float[] shares =
        [
            .. output.DifferentOfSample.Zip(rounding?.DifferentOfSample ?? []).Where(sample => sample.Second < FewTies)
                .Select(sample => sample.First),
        ];
        return shares.Length == 0 ? (0, FewTies) : (shares.Average(), Math.Max(FewTies, 1.0 / (shares.Length * output.Elements)));
    }

    private static GateCheck At(SliceComparison slice, OutputComparison output, Comparison c, string code, bool passed) => new()
    {
        Code = code,
        Passed = passed,
        Set = c.Set,
        Output = output.Name,
        Axis = slice.Axis < 0 ? null : slice.Axis,
        Index = slice.Axis < 0 ? null : slice.Index,
        Part = output.Parts.At(slice.Axis, slice.Index),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
