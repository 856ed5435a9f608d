using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Resampling;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.SubNets;

/// <summary>
/// Makes nodes of a SubNet from nodes of its network: knows of each value what is left of each axis, and cuts each operator and its
/// constants to that. Nothing is computed but shapes; weights are cut when they are looked at.
/// </summary>
/// <param name="name">The name of the graph.</param>
/// <param name="layers">What layers are to have; others follow from their inputs.</param>
internal sealed class GraphCutter(string name, IReadOnlyDictionary<Node, LayerPlan> layers)
{
    private readonly Dictionary<Value, (Value Made, AxisCut[] Axes)> _values = new(ReferenceEqualityComparer.Instance);
    private readonly List<CutWeight> _weights = [];

    /// <summary>What has been made.</summary>
    public ModelGraph Graph { get; } = new(name);

    /// <summary>Where its constants come from.</summary>
    public IReadOnlyList<CutWeight> Weights => _weights;

    /// <summary>Adds an input for a value of the network.</summary>
    public void AddInput(Value source, AxisCut[] axes) =>
        _values[source] = (Graph.AddInput(source.Name, source.Type with { Shape = new Shape(NodeCut.Extents(axes)) }), axes);

    /// <summary>Lets a value be what another is: what lies between them is left out.</summary>
    public void Skip(Value source, Value entry) => _values[source] = _values[entry];

    /// <summary>What a value of the network is here.</summary>
    public Value Of(Value source) => _values[source].Made;

    /// <summary>What is left of the axes of a value of the network; all of a constant.</summary>
    public AxisCut[] AxesOf(Value value) =>
        _values.TryGetValue(value, out var known) ? known.Axes : NodeCut.Whole(value.Type.Shape!);

    /// <summary>Adds a node of the network, whose inputs have been added.</summary>
    /// <exception cref="UnsupportedModelException">It cannot be cut so; the message names it and says why.</exception>
    public void Add(Node node)
    {
        var cut = new NodeCut(node, [.. node.Inputs.Select(input => input is null ? [] : AxesOf(input))], layers.GetValueOrDefault(node));
        var isWhole = cut.Plan is null && cut.Inputs.All(axes => axes.All(axis => axis.IsWhole));
        var made = isWhole ? new CutNode(node.Operator, [.. node.Outputs.Select(output => NodeCut.Whole(output.Type.Shape!))]) : Cut(cut);
        var inputs = node.Inputs.Select((input, i) => input is null ? null : Made(input, made.Constants.GetValueOrDefault(i))).ToArray();
        var added = Graph.Add(made.Operator, inputs, node.Name, outputNames: [.. node.Outputs.Select(output => output.Name)]);
        added.NeedsFloat = node.NeedsFloat;
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            var (own, shape) = (node.Outputs[i].Type.Shape!, added.Outputs[i].Type.Shape!);
            AxisCut[] axes = [.. made.Outputs[i].Select((axis, a) => axis ?? AxisCut.Resized(0, [own[a]], [shape[a]]))];
            if (!NodeCut.Extents(axes).AsSpan().SequenceEqual(shape.Extents.ToArray()))
                throw new InvalidOperationException($"{node} gives {shape}, and {string.Join(',', NodeCut.Extents(axes))} was expected");
            _values[node.Outputs[i]] = (added.Outputs[i], axes);
        }
    }

    private AxisCut ChannelsOf(Value value) => AxesOf(value) is var axes && axes.Length == 4 ? axes[1] : axes[^1];

    private Value Made(Value value, AxisCut[]? axes)
    {
        if (_values.TryGetValue(value, out var known)) return known.Made;
        axes ??= NodeCut.Whole(value.Type.Shape!);
        var made = ModelGraph.NewConstant(value.Name, CutTensor.Of(value.Constant!, axes), value.Quantization);
        _weights.Add(new CutWeight(made, value, axes));
        return made;
    }

    private CutNode Cut(NodeCut cut) => cut.Node.Operator switch
    {
        Convolution op => LayerCuts.Of(op, cut, ChannelsOf),
        FullyConnected op => LayerCuts.Of(op, cut, ChannelsOf),
        MatMul op => LayerCuts.Of(op, cut),
        Transpose op => ShapeCuts.Of(op, cut),
        Reshape op => ShapeCuts.Of(op, cut),
        BroadcastTo op => ShapeCuts.Of(op, cut),
        Tile op => ShapeCuts.Of(op, cut),
        Slice op => ShapeCuts.Of(op, cut),
        Split op => ShapeCuts.Of(op, cut),
        Gather op => ShapeCuts.Of(op, cut),
        Concat op => ShapeCuts.Of(op, cut),
        Pad op => ShapeCuts.Of(op, cut),
        Reduce op => FunctionCuts.Of(op, cut),
        Pooling op => FunctionCuts.Of(op, cut),
        Resize op => FunctionCuts.Of(op, cut),
        LayerNormalization op => FunctionCuts.Of(op, cut),
        BatchNormalization or InstanceNormalization => FunctionCuts.PerChannel(cut),
        ElementwiseBinary or Select => FunctionCuts.Broadcasting(cut),
        ElementwiseUnary or AxisFunction or Cast => FunctionCuts.Elementwise(cut),
        var op => throw cut.Refuse($"is a {op.Name}, which cannot be made smaller"),
    };
}
