using System.Numerics;
using System.Text;
using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>
/// All networks that one network contains: what is decided, in the order of the graph (resolution; of each stage width, depth, then each
/// block), and which decisions do not exist because a block was left out. <see cref="SubNetCode"/> is one of its networks.
/// </summary>
internal sealed class SearchSpace
{
    /// <exception cref="ArgumentException">Two decisions have one name, one has no values, or a depth is impossible.</exception>
    public SearchSpace(string name, IReadOnlyList<int> resolutions, IReadOnlyList<SpaceStage> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        Name = name;
        Stages = stages;
        Resolution = new Decision(Knob.Resolution, [.. resolutions.Select(size => (double)size)]);
        Listed = [Resolution, .. stages.SelectMany(OfStage)];
        Decisions = [.. Listed.Where(decision => decision.TiedTo is null)];
        Check();
        Fingerprint = Sha256.Hex(Describe())[..8];
        StageCounts = [.. stages.Select(Count)];
        DistinctCount = StageCounts.Aggregate(new BigInteger(resolutions.Count), (all, count) => all * count);
    }

    public string Name { get; }

    /// <summary>Height and width of the input; at least one value.</summary>
    public Decision Resolution { get; }

    /// <summary>In the order of the graph.</summary>
    public IReadOnlyList<SpaceStage> Stages { get; }

    /// <summary>What a code decides, in the order of the graph; those of blocks that depth leaves out do not exist in it.</summary>
    public IReadOnlyList<Decision> Decisions { get; }

    /// <summary>The same with the tied ones, which no code has.</summary>
    public IReadOnlyList<Decision> Listed { get; }

    /// <summary>Eight hexadecimal digits of what the space is; codes carry them.</summary>
    public string Fingerprint { get; }

    /// <summary>The number of modifications: of values, over all decisions, tied ones included.</summary>
    public int ModificationCount => Listed.Sum(decision => decision.Values.Count);

    /// <summary>
    /// The number of variants as AutoTailor counts them: the product over all decisions, also those of blocks that depth leaves out.
    /// </summary>
    public BigInteger ListedCount => Listed.Aggregate(BigInteger.One, (all, decision) => all * decision.Values.Count);

    /// <summary>The number of networks that differ.</summary>
    public BigInteger DistinctCount { get; }

    /// <summary>The number of ways to make each stage; their product with the resolutions is <see cref="DistinctCount"/>.</summary>
    internal IReadOnlyList<BigInteger> StageCounts { get; }

    /// <summary>The number of ways to decide all blocks of a stage that a depth leaves in.</summary>
    internal static BigInteger BlockCount(SpaceStage stage, double depth)
    {
        var remaining = stage.Remaining(depth);
        return stage.Blocks.Where((_, i) => remaining[i]).SelectMany(block => block.Decisions)
            .Aggregate(BigInteger.One, (all, decision) => all * decision.Values.Count);
    }

    /// <summary>The depths that a stage may have: the values of its decision, or 0 alone.</summary>
    internal static IReadOnlyList<double> Depths(SpaceStage stage) => stage.Depth?.Values ?? [0];

    internal static int Widths(SpaceStage stage) => stage.Width is { TiedTo: null } width ? width.Values.Count : 1;

    private static BigInteger Count(SpaceStage stage) =>
        Widths(stage) * Depths(stage).Aggregate(BigInteger.Zero, (sum, depth) => sum + BlockCount(stage, depth));

    private static IEnumerable<Decision> OfStage(SpaceStage stage)
    {
        if (stage.Width is { } width) yield return width;
        if (stage.Depth is { } depth) yield return depth;
        foreach (var decision in stage.Blocks.SelectMany(block => block.Decisions)) yield return decision;
    }

    private void Check()
    {
        foreach (var group in Listed.GroupBy(decision => decision.Name))
        {
            if (group.Count() > 1) throw new ArgumentException($"{group.Key} is there twice");
            var values = group.Single().Values;
            if (values.Count == 0) throw new ArgumentException($"{group.Key} has no values");
            if (values.Distinct().Count() < values.Count) throw new ArgumentException($"{group.Key} has a value twice");
        }
        foreach (var stage in Stages.Where(stage => stage.Depth is not null))
        {
            var most = stage.Blocks.Count(block => block.IsRemovable);
            foreach (var depth in stage.Depth!.Values)
            {
                if (depth > 0 || depth < -most || depth != Math.Floor(depth))
                    throw new ArgumentException($"{stage.Depth.Name} is between {-most} and 0, not {Knob.Text(depth)}");
            }
        }
    }

    private string Describe()
    {
        var text = new StringBuilder();
        foreach (var decision in Decisions) text.Append($"{decision.Name}={string.Join(',', decision.Values.Select(Knob.Text))}\n");
        foreach (var block in Stages.SelectMany(stage => stage.Blocks)) text.Append($"{block.Name}:{block.Template}:{block.IsRemovable}\n");
        return text.ToString();
    }
}
