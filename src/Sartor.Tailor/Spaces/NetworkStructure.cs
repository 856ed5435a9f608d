using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;
using Sartor.Graph.Passes;

namespace Sartor.Tailor.Spaces;

/// <summary>The stages and blocks of a network, read from its graph alone.</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Stages">In the order of the graph.</param>
/// <param name="Resolution">Whether height and width of the input may vary; its own value is the network's.</param>
/// <param name="Graph">The graph, to whose nodes the stages refer; it is not changed any more.</param>
internal sealed record NetworkStructure(string Name, IReadOnlyList<FoundStage> Stages, Variation Resolution, ModelGraph Graph)
{
    /// <summary>All blocks, in the order of the graph.</summary>
    public IEnumerable<FoundBlock> Blocks => Stages.SelectMany(stage => stage.Blocks);

    /// <summary>The least height or width of what a stage of blocks gives; the input's own where none gives a plane.</summary>
    public long SmallestPlane => Stages.Where(stage => stage.Blocks.Count > 0 && stage.Output.Rank == 4)
        .Select(stage => Math.Min(stage.Output[2], stage.Output[3])).DefaultIfEmpty((long)Math.Max(1, Resolution.Own)).Min();

    /// <summary>Reads it.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="templates">The templates to try, in their order.</param>
    /// <param name="options">How to read the file.</param>
    /// <exception cref="SartorException">There is no such file, it is no ONNX, or there is nothing to vary in it.</exception>
    public static NetworkStructure Read(string path, IReadOnlyList<IBlockTemplate> templates, ModelReadOptions? options = null)
    {
        using var model = Open(path, options);
        return Of(path, model.Graph, templates);
    }

    /// <summary>Opens a file that spaces are read from.</summary>
    /// <exception cref="SartorException">There is no such file, or it is no ONNX.</exception>
    internal static ModelFile Open(string path, ModelReadOptions? options)
    {
        var model = ModelFormats.Open(path, options);
        var format = ConversionTargets.Interchange.Format;
        if (model.Format.Name == format) return model;
        using (model)
        {
            throw new UnsupportedModelException(
                path, null, $"a space is read from {format} files, and this is {model.Format.Name}; export the network to {format}");
        }
    }

    /// <summary>The structure of a graph, which is rewritten.</summary>
    /// <exception cref="UnsupportedModelException">There is nothing to vary in it.</exception>
    public static NetworkStructure Of(string path, ModelGraph graph, IReadOnlyList<IBlockTemplate> templates)
    {
        new ConstantFoldingPass().Run(graph);
        new FuseGeluPass().Run(graph);
        graph.RemoveUnused();
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1)
        {
            throw new UnsupportedModelException(
                path, null, $"the network has {Quantity.Of(graph.Inputs.Count, "input")} and "
                + $"{Quantity.Of(graph.Outputs.Count, "output")}; a space is made of networks with one of each, so export the "
                + "part that takes the image and gives the scores");
        }
        var parts = MainPath.Parts(graph.Nodes, graph.Inputs[0], graph.Outputs[0]);
        Refuse(path, graph, parts);
        var stages = StageDivision.Of(parts, templates);
        if (stages.Count == 0)
        {
            throw new UnsupportedModelException(
                path, null, $"no block repeats that {string.Join(", ", templates.Select(template => template.Name))} describe; there is "
                + "nothing of which a smaller network could leave something out");
        }
        return new NetworkStructure(Path.GetFileNameWithoutExtension(path), stages, InputSize(graph, parts), graph);
    }

    private static void Refuse(string path, ModelGraph graph, IReadOnlyList<Part> parts)
    {
        var blocks = parts.Where(part => part.Kind == PartKind.Residual || part.Nodes.Count > 1).SelectMany(part => part.Nodes);
        if (blocks.FirstOrDefault(node => node.Operator is OpaqueOperator) is { } unknown)
        {
            throw new UnsupportedModelException(
                path, unknown.Name, $"{unknown.Operator.Name} inside a block is an operator that Sartor does not know; export the network "
                + "with standard operators");
        }
        var shared = graph.Nodes.Where(node => node.Inputs.Count > 1).Select(node => node.Inputs[1])
            .FirstOrDefault(value => value?.Constant is { Shape: { Rank: > 1, ElementCount: > 1 } } && LayersOf(value).Skip(1).Any());
        if (shared is null) return;
        var names = LayersOf(shared).Select(node => node.Name).ToArray();
        throw new UnsupportedModelException(
            path, names[0], $"shares its weights with {string.Join(", ", names.Skip(1).Take(3))}; a block that is cut would cut them, so "
            + "give each its own weights");
    }

    private static IEnumerable<Node> LayersOf(Value weights) => weights.Uses.Where(use => use.Index == 1).Select(use => use.Node).Where(
        node => node.Operator is Convolution or FullyConnected);

    private static Variation InputSize(ModelGraph graph, IReadOnlyList<Part> parts)
    {
        var shape = graph.Inputs[0].Type.Shape;
        if (shape is not { Rank: 4 } || shape[2] != shape[3])
            return new Variation(Knob.Resolution, 0) { Obstacle = $"the input is {shape}, no square image with channels first" };
        // Tokens are joined with a table of as many rows; a share of a patch is none.
        var patch = parts.FirstOrDefault(part => part.HasWeights) is { Kernel: > 1 } first && first.Kernel == Stride(first)
            && parts.Any(part => part.Exit.Type.Shape is { Rank: 3 }) ? first.Kernel : 1;
        return new Variation(Knob.Resolution, shape[2]) { BaseChannels = patch };
    }

    private static long Stride(Part layer) => ((Convolution)layer.Nodes[0].Operator).Strides[0];
}
