using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Brings parts of a join, or channels of a layer, to one range where the layers that read them would lose the small ones: a power of two
/// goes into what gives them and out of the weights of what reads them (<see cref="ChannelRanges"/>). Nothing changes in float32.
/// </summary>
internal sealed class ChannelEqualization
{
    // Some channels of most networks carry nothing; a quarter of them does not.
    private const double LostShare = 1.0 / 4;
    // One scale holds all weights of a fully connected layer: those of a part have to keep this share of the largest.
    private const double SmallestWeightShare = 1.0 / 16;

    private readonly Int8Draft _draft;

    private ChannelEqualization(Int8Draft draft) => _draft = draft;

    public static void Run(Int8Draft draft)
    {
        var equalization = new ChannelEqualization(draft);
        foreach (var node in draft.Graph.Nodes.ToArray())
        {
            if (node.Operator is Concat && draft.Rule(node) == Int8Rule.SameAsOutput) equalization.Join(node);
            else if (draft.Equalization != CrossLayerEqualization.Off && draft.Rule(node) == Int8Rule.Weighted
                && LayerScaling.CanScaleOutputs(node))
            {
                equalization.Layer(node);
            }
        }
    }

    private void Join(Node join)
    {
        var value = join.Output;
        if (_draft.Of(value)?.Channels is not { } channels || ((Concat)join.Operator).Axis != channels.Axis) return;
        var step = _draft.Step(value);
        var lost = join.Inputs.Select(part => IsLost(part!, step)).ToArray();
        if (!lost.Contains(true)) return;
        var owners = Owners(join);
        var readers = LayerReaders.Of(_draft, value);
        if (readers.Layers.Count == 0) return;
        var factors = PartFactors(join, channels, owners);
        var names = string.Join(", ", join.Inputs.Where((_, i) => lost[i]).Select(part => $"'{part!.Name}'"));
        if (_draft.Equalization != CrossLayerEqualization.Off && readers.AreAll && Fits(readers, factors))
        {
            for (var i = 0; i < join.Inputs.Count; i++) Multiply(join, i, factors[Array.IndexOf(owners, i)]);
            Scale(readers, factors);
            _draft.Note("int8-equalized", $"node '{join.Name}' (Concat) joins parts of different range; {names} are scaled up before it, "
                + "and the weights behind it down");
            return;
        }
        var drowned = readers.Layers.Where(layer => LayerReaders.LostShare(
            _draft, layer, channel => lost[owners[channel]], step) > LostShare).ToArray();
        if (drowned.Length == 0) return;
        foreach (var layer in drowned) _draft.KeepFloat(layer);
        foreach (var moved in readers.Values) _draft.KeepFloat(moved.Producer!);
        _draft.Note("int8-range", $"node '{join.Name}' (Concat) joins parts of different range, of which one int8 scale loses {names}; it "
            + $"stays float32 with {string.Join(", ", drowned.Select(n => $"'{n.Name}' ({n.Operator.Name})"))} behind it");
    }

    private void Layer(Node node)
    {
        var value = node.Output;
        if (_draft.Of(value)?.Channels is not { } channels) return;
        var factors = ChannelRanges.Factors(channels);
        if (factors.All(factor => factor == 1)) return;
        var readers = LayerReaders.Of(_draft, value);
        if (!readers.AreAll || !Fits(readers, factors)) return;
        var step = _draft.Step(value);
        if (_draft.Equalization == CrossLayerEqualization.Auto
            && !readers.Layers.Any(layer => LayerReaders.LostShare(_draft, layer, _ => true, step) > LostShare))
        {
            return;
        }
        LayerScaling.ScaleOutputs(node, factors);
        Scale(readers, factors);
        _draft.Note("int8-equalized", $"the channels of node '{node.Name}' ({node.Operator.Name}) differ in range; the small ones are "
            + "scaled up by its weights, and down by those behind it");
    }

    private bool IsLost(Value part, double step) => _draft.Of(part) is { Slices: [var slices, ..] }
        && slices.TotalDeviation() is > 0 and var deviation && Int8Noise.Error(step) > Int8Noise.WholeLimit * deviation;

    /// <summary>For each channel of a join, the part that it comes from.</summary>
    private static int[] Owners(Node join) =>
        [.. join.Inputs.SelectMany((part, i) => Enumerable.Repeat(i, (int)part!.Type.Shape![((Concat)join.Operator).Axis]))];

    private static double[] PartFactors(Node join, SliceStatistics channels, int[] owners)
    {
        var largest = new double[join.Inputs.Count];
        for (var c = 0; c < owners.Length; c++) largest[owners[c]] = Math.Max(largest[owners[c]], channels.Largest(c));
        return Array.ConvertAll(owners, part => ChannelRanges.Factor(largest.Max(), largest[part]));
    }

    private static bool Fits(LayerReaders readers, double[] factors) => readers.Layers.Count > 0 && readers.Layers.All(layer =>
    {
        var parts = LayerWeights.Of(layer)!;
        if (parts.Inputs != factors.Length) return false;
        if (layer.Operator is not FullyConnected) return true;
        var weights = layer.Input(1).Constant!.ReadSingles();
        double largest = 0, smallest = double.PositiveInfinity;
        var columns = new double[factors.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            var column = parts.Input(i);
            columns[column] = Math.Max(columns[column], Math.Abs(weights[i]) / factors[column]);
        }
        foreach (var column in columns.Where(c => c > 0)) (largest, smallest) = (Math.Max(largest, column), Math.Min(smallest, column));
        return smallest >= SmallestWeightShare * largest;
    });

    private void Multiply(Node join, int index, double factor)
    {
        if (factor == 1) return;
        var part = join.Input(index);
        if (part.Constant is { } constant)
        {
            var values = Array.ConvertAll(constant.ToSingles(), v => (float)(v * factor));
            join.SetInput(index, ModelGraph.NewConstant(part.Name, Tensor.Create(constant.Shape, values)));
            return;
        }
        var factors = Enumerable.Repeat(factor, _draft.Of(part)!.Channels!.Count).ToArray();
        var found = _draft.Of(part)!.Scaled(factors);
        if (part.Producer is { } layer && _draft.Rule(layer) == Int8Rule.Weighted && LayerScaling.CanScaleOutputs(layer)
            && _draft.Graph.HasOneUse(part))
        {
            LayerScaling.ScaleOutputs(layer, factors);
            _draft.Set(part, found);
            return;
        }
        var by = ModelGraph.NewConstant($"{part.Name}/factor", Tensor.Scalar((float)factor));
        var product = _draft.Graph.Add(new Mul(), [part, by], $"{part.Name}/{join.Name}/equalized", before: join);
        _draft.Set(product.Output, found);
        join.SetInput(index, product.Output);
    }

    private void Scale(LayerReaders readers, double[] factors)
    {
        foreach (var value in readers.Values) _draft.Set(value, _draft.Of(value)!.Scaled(factors));
        double[] inverse = [.. factors.Select(f => 1 / f)];
        foreach (var layer in readers.Layers) LayerScaling.ScaleInputs(layer, inverse);
    }
}
