using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.Spaces;

/// <summary>What templates ask of parts that follow each other.</summary>
internal static class PartPattern
{
    /// <summary>
    /// A number of layers with nothing but activations, affine steps and gates between them, and the place behind the last and its affine
    /// steps; null where there are not as many.
    /// </summary>
    public static (Part[] Layers, int End)? Run(IReadOnlyList<Part> parts, int at, int count)
    {
        var layers = new List<Part>();
        for (var i = at; i < parts.Count; i++)
        {
            if (layers.Count == count)
            {
                while (i < parts.Count && parts[i].Kind == PartKind.Affine) i++;
                return ([.. layers], i);
            }
            if (parts[i].HasWeights) layers.Add(parts[i]);
            else if (layers.Count == 0 || parts[i].Kind is not (PartKind.Activation or PartKind.Affine or PartKind.Gate)) return null;
        }
        return layers.Count == count ? ([.. layers], parts.Count) : null;
    }

    /// <summary>True where no activation follows: what came before ends in a plain product.</summary>
    public static bool EndsLinear(IReadOnlyList<Part> parts, int end) => end >= parts.Count || parts[end].Kind != PartKind.Activation;

    /// <summary>
    /// All layers of a branch, if it has nothing but layers, activations, affine steps, gates and movements; null for another.
    /// </summary>
    public static Part[]? Layers(Part residual)
    {
        if (residual.Kind != PartKind.Residual || !residual.Branch.All(IsPlain) || !residual.Shortcut.All(IsPlainShortcut)) return null;
        return [.. residual.Branch.Where(part => part.HasWeights)];
    }

    private static bool IsPlain(Part part) =>
        part.HasWeights || part.Kind is PartKind.Activation or PartKind.Affine or PartKind.Gate or PartKind.Movement;

    private static bool IsPlainShortcut(Part part) => part.HasWeights || part.Kind is PartKind.Affine or PartKind.Pooling;

    /// <summary>The kernel of a layer, which may shrink to its centre.</summary>
    public static Variation Kernel(Part layer) => new(Knob.Kernel, layer.Kernel)
    {
        Obstacle = layer.Kernel switch
        {
            1 => "a kernel of 1 has nothing around its centre",
            _ when Convolution(layer).Dilations.Items.Any(gap => gap > 1) => "the kernel is dilated",
            _ when Convolution(layer) is var op && op.PadsBefore.Concat(op.PadsAfter).Any(pad => pad < (layer.Kernel - 1) / 2) =>
                "its padding is less than a smaller kernel would lose",
            _ => null,
        },
    };

    /// <summary>The inner channels of a block, as a multiple of its input's channels.</summary>
    public static Variation ExpansionOfInput(Part expand, string? obstacle = null) =>
        Expansion(expand.Outputs, expand.Inputs, obstacle);

    /// <summary>The inner channels of a block, as a multiple of its output's channels.</summary>
    public static Variation ExpansionOfOutput(Part reduce, Part last, string? obstacle = null) =>
        Expansion(reduce.Outputs, last.Outputs, obstacle) with { IsOfOutput = true };

    private static Convolution Convolution(Part layer) => (Convolution)layer.Nodes[0].Operator;

    private static Variation Expansion(long inner, long basis, string? obstacle) => new(Knob.Expansion, (double)inner / basis)
    {
        BaseChannels = basis,
        FollowsWidth = true,
        Obstacle = obstacle,
    };
}
