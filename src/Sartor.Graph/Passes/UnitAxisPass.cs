using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Resampling;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Graph.Passes;

/// <summary>
/// A window over one axis is one over two, the first of extent 1: op(x) of [N,C,L] → Reshape(op(Reshape(x))) of [N,C,1,L]. TFLite has
/// convolutions, poolings and resizing over two axes only. Operators that read nothing but such results, constants aside, follow, so that
/// reshapes stand where a row of them begins and ends, and not between two of them. Channels first, not quantised.
/// </summary>
public sealed class UnitAxisPass : IGraphPass
{
    // The new axis: [N,C,1,L].
    private const int Axis = 2;
    private const int Rank = 3;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var planes = new Dictionary<Value, Value>();
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (!IsKnown(node) || (Window(node.Operator) ?? Follower(node, planes)) is not { } op) continue;
            Raise(graph, node, op, planes);
            changed = true;
        }
        // Reshapes back that nobody reads.
        return graph.RemoveUnused() > 0 || changed;
    }

    private static bool IsKnown(Node node) =>
        node.OptionalInput(0)?.Type.Shape is { Rank: Rank }
        && node.Inputs.Concat(node.Outputs).All(v => v is null or { Type.Shape: not null, Quantization: null });

    /// <summary>The operator over two axes, where this is one that has to be; null for any other.</summary>
    private static Operator? Window(Operator op) => op switch
    {
        Convolution { Layout: ChannelLayout.ChannelsFirst } conv => conv with
        {
            Strides = With(conv.Strides, 1),
            Dilations = With(conv.Dilations, 1),
            PadsBefore = With(conv.PadsBefore, 0),
            PadsAfter = With(conv.PadsAfter, 0),
        },
        TransposeConvolution { Layout: ChannelLayout.ChannelsFirst } conv => conv with
        {
            Strides = With(conv.Strides, 1),
            Dilations = With(conv.Dilations, 1),
            PadsBefore = With(conv.PadsBefore, 0),
            PadsAfter = With(conv.PadsAfter, 0),
        },
        Pooling { Layout: ChannelLayout.ChannelsFirst } pool => pool with
        {
            Kernel = With(pool.Kernel, 1),
            Strides = With(pool.Strides, 1),
            Dilations = With(pool.Dilations, 1),
            PadsBefore = With(pool.PadsBefore, 0),
            PadsAfter = With(pool.PadsAfter, 0),
        },
        Resize resize => resize with { Extents = Inserted(resize.Extents, 1), Scales = Inserted(resize.Scales, 1) },
        LocalResponseNormalization { Layout: ChannelLayout.ChannelsFirst } => op,
        _ => null,
    };

    /// <summary>The operator over one more axis, where all that it reads has that axis already; null for any other.</summary>
    private static Operator? Follower(Node node, Dictionary<Value, Value> planes)
    {
        if (!node.Inputs.Any(v => v is not null && planes.ContainsKey(v))) return null;
        // A vector lies along the last axis, with the new one or without.
        var follows = node.Inputs.All(
            v => v is not null && (planes.ContainsKey(v) || (v.Constant is not null && v.Type.Shape!.Rank is Rank or 0 or 1)));
        return !follows ? null : node.Operator switch
        {
            ElementwiseUnary or ElementwiseBinary or Select or Cast or LogicalNot => node.Operator,
            AxisFunction op => op with { Axis = Moved(op.Axis) },
            Concat op => op with { Axis = Moved(op.Axis) },
            Split op => op with { Axis = Moved(op.Axis) },
            Pad op => op with { Before = Inserted(op.Before, 0), After = Inserted(op.After, 0) },
            Slice op => new Slice(Inserted(op.Starts, 0), Inserted(op.Sizes, 1), Inserted(op.Steps, 1)),
            Reduce { KeepAxes: true } op => op with { Axes = op.Axes.Items.Select(Moved).ToEquatableArray() },
            // The new axis goes with the others.
            Reduce op => op with { Axes = op.Axes.Items.Select(Moved).Append(Axis).Order().ToEquatableArray() },
            _ => null,
        };
    }

    private static void Raise(ModelGraph graph, Node node, Operator op, Dictionary<Value, Value> planes)
    {
        var inputs = node.Inputs.Select(v => v?.Type.Shape?.Rank == Rank ? Plane(graph, node, v, planes) : v).ToArray();
        var raised = graph.Add(op, inputs, node.Name, before: node);
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            Value old = node.Outputs[i], made = raised.Outputs[i];
            made.Name = old.Name;
            if (made.Type.Shape != old.Type.Shape)
            {
                var back = graph.Add(To(old.Type.Shape!), [made], $"{node.Name}/line", before: node).Output;
                (back.Name, made.Name) = (old.Name, $"{old.Name}/plane");
                planes[back] = made;
                made = back;
            }
            graph.ReplaceUses(old, made);
        }
        graph.Remove(node);
    }

    private static Value Plane(ModelGraph graph, Node node, Value value, Dictionary<Value, Value> planes)
    {
        if (planes.TryGetValue(value, out var plane)) return plane;
        var shape = new Shape([.. Inserted(value.Type.Shape!.Extents.ToEquatableArray(), 1).Items]);
        if (value.Constant is { } constant) return ModelGraph.NewConstant(value.Name, constant.Reshape(shape));
        plane = graph.Add(To(shape), [value], $"{value.Name}/plane", before: node).Output;
        planes.Add(value, plane);
        return plane;
    }

    private static Reshape To(Shape shape) => new(shape.Extents.ToEquatableArray());

    private static int Moved(int axis) => axis < Axis ? axis : axis + 1;

    private static EquatableArray<long> With(EquatableArray<long> spatial, long unit) => [unit, .. spatial];

    private static EquatableArray<T> Inserted<T>(EquatableArray<T> axes, T unit) =>
        [.. axes.Items.Take(Axis), unit, .. axes.Items.Skip(Axis)];
}
