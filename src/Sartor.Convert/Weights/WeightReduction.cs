using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Weights;

/// <summary>
/// Removes channels (structured pruning), which makes a network smaller and faster, and makes weights compress better: the smallest become
/// 0 (magnitude pruning), and the others take a few values (clustering). For the latter, each constant weight of a layer with
/// <see cref="SmallestWeight"/> elements or more is reduced by itself; only compressed is a file smaller by them.
/// </summary>
public sealed record WeightReduction
{
    /// <summary>Weights of fewer elements stay as they are: they cost much accuracy and little space.</summary>
    public const int SmallestWeight = 1024;

    private const string MetadataKey = "sartor.weights";
    private const int Iterations = 100;

    /// <summary>The share of the elements that become 0, in [0, 1); default 0.</summary>
    /// <exception cref="OptionException">It is outside.</exception>
    public double Prune
    {
        get;
        init => field = value is >= 0 and < 1 ? value : throw new OptionException("prune", $"must be at least 0 and below 1, got {value}");
    }

    /// <summary>The share of the output channels of layers that are removed with what reads them, in [0, 1); default 0.</summary>
    /// <exception cref="OptionException">It is outside.</exception>
    public double PruneChannels
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new OptionException("prune-channels", $"must be at least 0 and below 1, got {value}");
    }

    /// <summary>Whether files pay only when they are compressed.</summary>
    internal bool Compresses => Prune > 0 || Clusters is not null;

    /// <summary>The name of the first option that asks for a reduction.</summary>
    public string Option => PruneChannels > 0 ? "prune-channels" : Prune > 0 ? "prune" : "cluster";

    /// <summary>The number of values that the elements of a weight take besides 0, in 2 … 256; null, the default, for any.</summary>
    /// <exception cref="OptionException">It is outside.</exception>
    public int? Clusters
    {
        get;
        init => field = value is null or (>= 2 and <= 256) ? value : throw new OptionException("cluster", $"must be 2 to 256, got {value}");
    }

    /// <summary>What a file says of it, as metadata: <c>sartor.weights</c> = <c>prune=0.5;cluster=64</c>.</summary>
    internal IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>
    {
        [MetadataKey] = string.Join(
            ';',
            new (string Name, double Value)[] { ("prune-channels", PruneChannels), ("prune", Prune), ("cluster", Clusters ?? 0) }
            .Where(fact => fact.Value > 0).Select(fact => FormattableString.Invariant($"{fact.Name}={fact.Value:R}"))),
    };

    /// <summary>What a file says of its weights; null for one that says nothing, or nothing that can be read.</summary>
    /// <param name="metadata">The file's metadata.</param>
    public static WeightReduction? Read(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.GetValueOrDefault(MetadataKey) is not { Length: > 0 } text) return null;
        var found = new WeightReduction();
        try
        {
            foreach (var fact in text.Split(';'))
            {
                if (fact.Split('=') is not [var name, var number]
                    || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return null;
                if (name == "prune-channels") found = found with { PruneChannels = value };
                else if (name == "prune") found = found with { Prune = value };
                else if (name == "cluster") found = found with { Clusters = (int)value };
                else return null;
            }
            return found;
        }
        catch (OptionException)
        {
            return null;
        }
    }

    /// <summary>Reduces all weights of a lowered float32 graph.</summary>
    /// <param name="graph">It is changed; a note says what was done.</param>
    internal void Apply(ModelGraph graph)
    {
        if (PruneChannels > 0) ChannelPruning.Run(graph, PruneChannels);
        if (!Compresses) return;
        var weights = graph.Nodes.Select(Weight).OfType<Value>().Distinct().ToArray();
        foreach (var weight in weights)
            graph.ReplaceUses(weight, ModelGraph.NewConstant(weight.Name, Tensor.Create(weight.Type.Shape!, Reduced(weight))));
        string[] done =
        [
            .. Prune > 0 ? (string[])[FormattableString.Invariant($"the {Prune * 100:0.##} % of smallest magnitude are 0")] : [],
            .. Clusters is { } count ? (string[])[$"{(Prune > 0 ? "the others" : "the elements")} take {count} values"] : [],
        ];
        graph.Diagnostics.Add(weights.Length == 0
            ? Diagnostic.Warning("weights-reduced", $"no layer has a weight of {SmallestWeight} elements or more: nothing was reduced")
            : Diagnostic.Note("weights-reduced", $"in {Quantity.Of(weights.Length, "layer")}, {string.Join(", and ", done)}"));
    }

    private float[] Reduced(Value weight)
    {
        var values = weight.Constant!.ToSingles();
        if (Prune > 0) Zero(values, (int)(Prune * values.Length));
        if (Clusters is { } count) Cluster(values, count);
        return values;
    }

    // Of equal magnitudes, the first ones: so the share is exact.
    private static void Zero(float[] values, int count)
    {
        var places = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort(Array.ConvertAll(values, MathF.Abs), places);
        foreach (var place in places.AsSpan(0, count)) values[place] = 0;
    }

    // Lloyd's algorithm in one dimension, from evenly spaced values (Han, Mao and Dally 2016, section 3.2). Zeros stay.
    private static void Cluster(float[] values, int count)
    {
        var sorted = Array.FindAll(values, value => value != 0);
        if (sorted.Length <= count) return;
        Array.Sort(sorted);
        var sums = new double[sorted.Length + 1];
        for (var i = 0; i < sorted.Length; i++) sums[i + 1] = sums[i] + sorted[i];
        var centers = Array.ConvertAll(
            Enumerable.Range(0, count).ToArray(), i => sorted[0] + ((sorted[^1] - (double)sorted[0]) * i / (count - 1)));
        for (var run = 0; run < Iterations; run++)
        {
            var (moved, start) = (false, 0);
            for (var c = 0; c < count; c++)
            {
                var end = c + 1 == count ? sorted.Length : Math.Max(start, FirstAbove(sorted, (centers[c] + centers[c + 1]) / 2));
                if (end == start) continue;
                var mean = (sums[end] - sums[start]) / (end - start);
                moved |= mean != centers[c];
                (centers[c], start) = (mean, end);
            }
            if (!moved) break;
        }
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0) values[i] = (float)Nearest(centers, values[i]);
        }
    }

    private static int FirstAbove(float[] sorted, double limit)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= limit) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static double Nearest(double[] centers, double value)
    {
        var place = Array.BinarySearch(centers, value);
        if (place >= 0) return centers[place];
        var above = Math.Clamp(~place, 1, centers.Length - 1);
        return value - centers[above - 1] <= centers[above] - value ? centers[above - 1] : centers[above];
    }

    private static Value? Weight(Node node) =>
        node.Operator is Convolution or TransposeConvolution or FullyConnected or MatMul
            && node.OptionalInput(1) is { Constant: not null, Type.Element: ElementType.Float32 } weight
            && weight.Type.ElementCount >= SmallestWeight
            ? weight
            : null;
}
