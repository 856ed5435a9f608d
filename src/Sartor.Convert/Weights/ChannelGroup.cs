using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Weights;

/// <summary>
/// All that has to lose the same channels as the outputs of one layer: the values that carry them, other layers whose results are added to
/// them, and the layers that read them.
/// </summary>
internal sealed class ChannelGroup
{
    private readonly ModelGraph _graph;
    private readonly Dictionary<Value, int> _axes = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<Value> _open = new();
    private readonly HashSet<Node> _givers = [];
    private readonly HashSet<Node> _depthwise = [];
    private readonly HashSet<Node> _readers = [];
    private readonly HashSet<Node> _reshapes = [];
    private readonly Dictionary<(Node Node, int Index), int> _constants = [];

    private ChannelGroup(ModelGraph graph, int channels) => (_graph, Channels) = (graph, channels);

    /// <summary>Channels of each value.</summary>
    public int Channels { get; }

    /// <summary>Layers whose output channels they are.</summary>
    public IReadOnlyCollection<Node> Givers => _givers;

    /// <summary>Why no channel can be removed, as a clause; null where they can.</summary>
    public string? Problem { get; private set; }

    /// <summary>True for a layer whose output channels may be removed as far as it is concerned.</summary>
    public static bool IsGiver(Node node) => IsLayer(node) && node.Operator is not Convolution { Groups: > 1 };

    /// <summary>The group of a layer.</summary>
    public static ChannelGroup Of(ModelGraph graph, Node layer)
    {
        var group = new ChannelGroup(graph, LayerWeights.OfProduct(layer)!.Outputs);
        group.Visit(layer.Output, ChannelAxis(layer, layer.Output));
        while (group.Problem is null && group._open.TryDequeue(out var value)) group.Follow(value);
        if (group.Problem is null && group._readers.Count == 0) group.Problem = "no layer reads its channels";
        return group;
    }

    /// <summary>Sum over the layers of Σ |w| of each output channel, in shares of the layer's own sum (Li et al. 2017).</summary>
    public double[] Norms()
    {
        var norms = new double[Channels];
        foreach (var giver in _givers)
        {
            var layer = LayerWeights.OfProduct(giver)!;
            var own = new double[Channels];
            var values = giver.Input(1).Constant!.ReadSingles();
            for (var i = 0; i < values.Length; i++) own[layer.Output(i)] += Math.Abs(values[i]);
            var sum = own.Sum();
            for (var c = 0; c < own.Length && sum > 0; c++) norms[c] += own[c] / sum;
        }
        return norms;
    }

    /// <summary>Keeps these channels alone; types are to be inferred again.</summary>
    /// <param name="kept">In rising order.</param>
    public void Keep(int[] kept)
    {
        foreach (var node in _givers.Concat(_depthwise))
        {
            Cut(node, 1, LayerWeights.OfProduct(node)!.OutputAxis, kept);
            if (node.OptionalInput(2) is not null) Cut(node, 2, 0, kept);
        }
        foreach (var node in _readers) Cut(node, 1, LayerWeights.OfProduct(node)!.InputAxis, kept);
        foreach (var node in _depthwise) node.Operator = (Convolution)node.Operator with { Groups = kept.Length };
        foreach (var ((node, index), axis) in _constants) Cut(node, index, axis, kept);
        foreach (var node in _reshapes)
        {
            var extents = node.Output.Type.Shape!.Extents.ToArray();
            extents[_axes[node.Output]] = kept.Length;
            node.Operator = new Reshape(extents.ToEquatableArray());
        }
    }

    private static bool IsLayer(Node node) => LayerWeights.OfProduct(node) is not null
        && node.Input(1).Constant is { Element: ElementType.Float32 } && node.OptionalInput(2) is null or { Constant: not null };

    private static bool IsDepthwise(Node node) => IsLayer(node) && node.Operator is Convolution { Groups: > 1 } op
        && LayerWeights.OfProduct(node) is { } layer && layer.Inputs == op.Groups && layer.Outputs == op.Groups;

    private static int ChannelAxis(Node layer, Value value) => layer.Operator is Convolution op
        ? AxisOf(op.Layout, value)
        : value.Type.Shape!.Rank - 1;

    private static int AxisOf(ChannelLayout layout, Value value) =>
        layout == ChannelLayout.ChannelsFirst ? 1 : value.Type.Shape!.Rank - 1;

    private void Visit(Value value, int axis)
    {
        if (_axes.TryGetValue(value, out var known))
        {
            if (known != axis) Stop($"'{value.Name}' has them on two axes");
        }
        else if (value.Type.Shape is not { } shape || axis < 0 || axis >= shape.Rank || shape[axis] != Channels)
        {
            Stop($"'{value.Name}' mixes them with others");
        }
        else
        {
            _axes.Add(value, axis);
            _open.Enqueue(value);
        }
    }

    private void Stop(string why) => Problem ??= why;

    private void Follow(Value value)
    {
        if (value.Producer is null || _graph.Outputs.Contains(value))
        {
            Stop($"'{value.Name}' is an input or output of the network");
            return;
        }
        var axis = _axes[value];
        if (IsGiver(value.Producer) && axis == ChannelAxis(value.Producer, value)) _givers.Add(value.Producer);
        else Pass(value.Producer, value, axis, isOutput: true);
        foreach (var use in value.Uses)
        {
            if (use.Index == 0 && IsGiver(use.Node) && axis == ChannelAxis(use.Node, value)) _readers.Add(use.Node);
            else Pass(use.Node, value, axis, isOutput: false);
        }
    }

    // What keeps channels apart: they go on behind it, and come from before it.
    private void Pass(Node node, Value value, int axis, bool isOutput)
    {
        var (input, output) = (node.Input(0), node.Outputs[0]);
        switch (node.Operator)
        {
            case Convolution when IsDepthwise(node) && axis == ChannelAxis(node, value) && (isOutput || value == input):
                _depthwise.Add(node);
                Both(axis, axis);
                break;
            case ElementwiseUnary:
            case Pooling pool when node.Outputs.Count == 1 && AxisOf(pool.Layout, value) == axis:
            case Pad { Before: var before, After: var after } when before[axis] == 0 && after[axis] == 0:
                Both(axis, axis);
                break;
            case Transpose { Permutation: var order }:
                var ofInput = isOutput ? order.Axes[axis] : axis;
                Both(ofInput, order.NewAxis(ofInput));
                break;
            case ElementwiseBinary:
                Operands(node, axis - value.Type.Shape!.Rank);
                break;
            case Reduce { Axes: var axes, KeepAxes: var keeps }:
                var places = Enumerable.Range(0, input.Type.Shape!.Rank).Where(i => keeps || !axes.Items.Contains(i)).ToList();
                var reduced = isOutput ? places.ElementAtOrDefault(axis) : axis;
                if (axes.Items.Contains(reduced)) Stop($"node '{node.Name}' ({node.Operator.Name}) mixes them");
                else Both(reduced, places.IndexOf(reduced));
                break;
            case Reshape when input.Type.Shape is { } from && output.Type.Shape is { } to && from.ElementCount == Channels && Channels > 1:
                _reshapes.Add(node);
                Both(from.Extents.ToList().IndexOf(Channels), to.Extents.ToList().IndexOf(Channels));
                break;
            default:
                Stop($"node '{node.Name}' ({node.Operator.Name}) moves or joins them");
                break;
        }

        void Both(int inputAxis, int outputAxis)
        {
            Visit(input, inputAxis);
            Visit(output, outputAxis);
        }
    }

    // Operands are aligned at their last axes; one without channels is the same for all of them.
    private void Operands(Node node, int fromEnd)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            var operand = node.Input(i);
            var axis = operand.Type.Shape!.Rank + fromEnd;
            if (axis < 0 || operand.Type.Shape[axis] == 1) continue;
            if (operand.Constant is null) Visit(operand, axis);
            else _constants[(node, i)] = axis;
        }
        Visit(node.Outputs[0], node.Outputs[0].Type.Shape!.Rank + fromEnd);
    }

    private static void Cut(Node node, int index, int axis, int[] kept)
    {
        var (name, tensor) = (node.Input(index).Name, node.Input(index).Constant!);
        long[] extents = [.. tensor.Shape.Extents];
        var (channels, inner) = ((int)extents[axis], (int)tensor.Shape.Strides()[axis]);
        extents[axis] = kept.Length;
        var values = tensor.ToSingles();
        var (left, next) = (new float[values.Length / channels * kept.Length], 0);
        for (var outer = 0; outer < values.Length; outer += channels * inner)
        {
            foreach (var channel in kept)
            {
                values.AsSpan(outer + (channel * inner), inner).CopyTo(left.AsSpan(next));
                next += inner;
            }
        }
        node.SetInput(index, ModelGraph.NewConstant(name, Tensor.Create(new Shape(extents), left)));
    }
}
