using Sartor.Convert.Verification;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>The record of a comparison: its numbers without the slices.</summary>
internal static class ParityOf
{
    public static Parity Comparison(Comparison c) => new()
    {
        Set = c.Set,
        Samples = c.Samples,
        MaxAbsError = Finite(c.MaxAbsError),
        MaxRelError = Finite(c.MaxRelError),
        Cosine = Finite(c.MinCosine),
        MeanCosine = Finite(c.MeanCosine),
        Outputs = [.. c.Outputs.Where(output => output.Slices.Count > 0).Select(Output)],
    };

    private static OutputParity Output(OutputComparison output)
    {
        var whole = output.Slices[0];
        var slices = output.Slices.Skip(1).DefaultIfEmpty(whole).ToArray();
        var worst = slices.Where(SliceJudge.Varies).Select(slice => (slice, Ratio: slice.RmsError / slice.Spread)).ToArray();
        return new OutputParity
        {
            Name = output.Name,
            MaxAbsError = Finite(output.MaxAbsError),
            SpreadError = SliceJudge.Varies(whole) ? Finite(whole.RmsError / whole.Spread) : null,
            Spread = Finite(whole.Spread) ?? 0,
            Magnitude = Finite(whole.Magnitude) ?? 0,
            Unequal = output.Kind == OutputKind.Real ? null : output.Different,
            Undefined = output.Undefined,
            NotVaried = (double)slices.Count(slice => !SliceJudge.Varies(slice)) / slices.Length,
            Worst = worst.Length == 0 ? null : Slice(worst.MaxBy(s => s.Ratio)),
        };
    }

    private static SliceParity? Slice((SliceComparison Slice, double Ratio) worst) => worst.Slice.Axis >= 0 && double.IsFinite(worst.Ratio)
        ? new SliceParity(worst.Slice.Axis, worst.Slice.Index, worst.Ratio)
        : null;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
