using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Contracts.Targets;

/// <summary>Small networks with seeded weights for conversions.</summary>
public static class TargetNetworks
{
    /// <summary>
    /// A network for images of 8×10, channels first: padded and depthwise convolutions, pooling, a classifier. The scores are its first
    /// output and a feature map the second, no two extents of which are equal, so that an exchange of axes shows. It has weights of more
    /// than 4,096 elements: readers compute nothing from those, so that the precision of the file still shows.
    /// </summary>
    public static ModelGraph Image()
    {
        var (graph, random) = (new ModelGraph("image"), new Random(3));
        Value x = graph.AddInput("pixels", new TensorType(ElementType.Float32, new Shape(1, 3, 8, 10)));
        x = Node(graph, Clamp.Relu, Convolve(graph, random, x, 16, 3, 1));
        x = Node(graph, Clamp.Relu6, Convolve(graph, random, x, 16, 3, 16));
        x = Node(graph, new MaxPool(ChannelLayout.ChannelsFirst, [2, 2], [2, 2], [1, 1], [0, 0], [0, 0]), x);
        var features = Node(graph, Clamp.Relu, Convolve(graph, random, x, 288, 1, 1));
        var mean = Node(graph, new Reduce(ReductionKind.Mean, [2, 3], KeepAxes: true), features);
        var scores = Node(graph, new MatMul(), Node(graph, new Reshape([1, 288]), mean), Weights(random, 288, 7));
        graph.Outputs.Add(Node(graph, new Softmax(1), scores));
        graph.Outputs.Add(features);
        return graph;
    }

    /// <summary>A layer of 4 → 3 and a softmax.</summary>
    public static ModelGraph Dense()
    {
        var (graph, random) = (new ModelGraph("dense"), new Random(4));
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4)));
        var y = Node(graph, new Add(), Node(graph, new MatMul(), x, Weights(random, 4, 3)), Weights(random, 3));
        graph.Outputs.Add(Node(graph, new Softmax(1), y));
        return graph;
    }

    /// <summary>Adds a node named after its operator and place.</summary>
    public static Value Node(ModelGraph graph, Operator op, params Value?[] inputs)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(op);
        return graph.Add(op, inputs, $"{op.Name}{graph.Nodes.Count}").Output;
    }

    private static Value Convolve(ModelGraph graph, Random random, Value x, long outputs, long kernel, long groups)
    {
        var pad = kernel / 2;
        var op = new Convolution(
            ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, groups, [1, 1], [1, 1], [pad, pad], [pad, pad]);
        return Node(graph, op, x, Weights(random, outputs, x.Type.Shape![1] / groups, kernel, kernel), Weights(random, outputs));
    }

    private static Value Weights(Random random, params long[] extents)
    {
        var shape = new Shape(extents);
        float[] values = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => random.NextSingle() - 0.5f)];
        return ModelGraph.NewConstant("weights", Tensor.Create(shape, values));
    }
}
