using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>
/// Finds which output channels of the layers in front of an attention belong to its first heads: numbers the channels of each layer and
/// moves the numbers to where the heads are told apart.
/// </summary>
internal sealed class HeadChannels
{
    private readonly Dictionary<(Node, long, long), IReadOnlyDictionary<Node, IReadOnlyList<int>>> _known = [];

    /// <summary>The channels of each layer; found once and kept.</summary>
    /// <param name="attention">A part that is an attention.</param>
    /// <param name="heads">How many heads remain.</param>
    /// <param name="valueChannels">How many channels of each head's values remain.</param>
    public IReadOnlyDictionary<Node, IReadOnlyList<int>> Of(Part attention, long heads, long valueChannels)
    {
        var key = (attention.Nodes[0], heads, valueChannels);
        return _known.TryGetValue(key, out var known) ? known : _known[key] = Find(attention, heads, valueChannels);
    }

    private static Dictionary<Node, IReadOnlyList<int>> Find(Part attention, long heads, long valueChannels)
    {
        var products = attention.Nodes.Where(PartKinds.IsProduct).ToArray();
        var (scores, mixed) = (products[0], products[^1]);
        var (left, right) = ((MatMul)scores.Operator, (MatMul)mixed.Operator);
        var found = new Dictionary<Node, IReadOnlyList<int>>();
        Add(scores.Input(0), left.LeftTransposed ? -2 : -1, long.MaxValue);
        Add(scores.Input(1), left.RightTransposed ? -1 : -2, long.MaxValue);
        Add(mixed.Input(1), right.RightTransposed ? -2 : -1, valueChannels);
        return found;

        void Add(Value operand, int axis, long channels)
        {
            var (layer, numbers) = Numbered(operand);
            int[] places = [.. Kept(numbers, attention.Heads!.Count, heads, axis, channels)];
            found[layer] = [.. found.GetValueOrDefault(layer, []).Concat(places).Distinct().Order()];
        }
    }

    // The layer behind an operand, and for each element of the operand the channel that it comes from.
    private static (Node Layer, Tensor Numbers) Numbered(Value operand)
    {
        var way = new Stack<Node>();
        var value = operand;
        while (value.Producer is { } node && node.Operator is not (Convolution or FullyConnected))
        {
            way.Push(node);
            value = node.Inputs.First(input => input is { Constant: null })!;
        }
        var layer = value.Producer
            ?? throw new InvalidOperationException($"no layer gives the heads of '{operand.Name}'");
        var shape = value.Type.Shape!;
        var axis = layer.Operator is Convolution ? 1 : shape.Rank - 1;
        var inner = shape.Extents.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var numbers = Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (int)(i / inner % shape[axis]))]);
        foreach (var node in way)
        {
            // What scales or adds keeps each element where it is.
            if (PartKinds.Of([node], node.Input(0)) != PartKind.Movement) continue;
            var source = node.Inputs.First(input => input is { Constant: null })!;
            var moved = node.Operator.Evaluate([.. node.Inputs.Select(input => input == source ? numbers : input?.Constant)]);
            var following = way.SkipWhile(other => other != node).Skip(1).FirstOrDefault();
            var output = following?.Inputs.First(input => input is { Constant: null })! ?? operand;
            numbers = moved!.Value[output.ProducerIndex];
        }
        return (layer, numbers);
    }

    private static IEnumerable<int> Kept(Tensor numbers, long own, long heads, int channelAxis, long channels)
    {
        var shape = numbers.Shape;
        var values = numbers.AsSpan<int>().ToArray();
        var strides = shape.Strides();
        var headAxis = shape.Rank - 3;
        var axis = shape.Rank + channelAxis;
        for (var i = 0; i < values.Length; i++)
        {
            // In front of the heads lies at most the batch, in one axis with them.
            var head = headAxis < 0 ? 0 : i / strides[headAxis] % shape[headAxis] % own;
            if (head < heads && i / strides[axis] % shape[axis] < channels) yield return values[i];
        }
    }
}
