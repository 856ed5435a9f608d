using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Spares runs of large networks on the plain kernels of an engine. A file that another delegate of the engine has passed on every seeded
/// input is right; what is left to show is that the plain kernels compute it, and an operator that they compute wrongly is wrong on any
/// noise, or at the limits of its values. So they are run on noise, on the smallest and largest values, and on the widest noise, and
/// differences are judged beside the spread of the source over all inputs.
/// </summary>
/// <param name="Macs">Multiplications of one run of the network.</param>
/// <param name="LeastElements">Outputs with fewer elements say too little of each sample.</param>
internal sealed record SparedRuns(long Macs, long LeastElements = SparedRuns.FewElements)
{
    /// <summary>Multiplications of one run from which on a network is large: twelve runs take plain kernels a tenth of a second.</summary>
    public const long LargeMacs = 150_000_000;

    private const long FewElements = 256;

    // By their places in the random set.
    private const int Noise = 0, Extremes = 2;

    /// <summary>Of a network by its multiplications, as far as its shapes are known.</summary>
    public static SparedRuns Of(ModelGraph graph) => new(GraphAnalysis.Of(graph).Macs);

    /// <summary>Whether the network is large.</summary>
    public bool IsLarge => Macs >= LargeMacs;

    /// <summary>Whether it pays, and whether nothing but many real numbers is compared: decisions need every sample.</summary>
    /// <param name="precision">Of the variant; the limits of int8 are for means over the samples.</param>
    /// <param name="traits">Of the outputs.</param>
    public bool Pay(Precision precision, IReadOnlyList<OutputTraits> traits) =>
        IsLarge && precision is (Precision.Float32 or Precision.Float16) && traits.All(output =>
            output is { Kind: OutputKind.Real, IsWhole: false, IsStepped: false } && output.Shape.ElementCount >= LeastElements);

    /// <summary>A set with most of its seeded inputs for the source alone; a set of data as it is.</summary>
    public static ReferenceSet Fewer(ReferenceSet set)
    {
        if (!ReferenceSet.IsSeeded(set.Name)) return set;
        var samples = set.Samples.ToArray();
        bool IsRun(int i) => set.Name == ReferenceSet.Wide ? i == samples.Length - 1 : i is Noise or Extremes;
        return set with { Samples = [.. samples.Select((sample, i) => IsRun(i) ? sample : sample with { IsSourceOnly = true })] };
    }
}
