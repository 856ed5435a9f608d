using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>The extents of a convolution kernel by meaning.</summary>
/// <param name="Outputs">Output channels, all groups together.</param>
/// <param name="InputsPerGroup">Input channels of one group.</param>
/// <param name="Spatial">Extents along the spatial axes.</param>
internal sealed record KernelShape(long Outputs, long InputsPerGroup, EquatableArray<long> Spatial)
{
    public static KernelShape Of(KernelLayout layout, Shape shape, long groups)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        return layout switch
        {
            KernelLayout.OutputInputSpatial => new(shape[0], shape[1], shape.Extents.Skip(2).ToEquatableArray()),
            KernelLayout.OutputSpatialInput => new(shape[0], shape[-1], shape.Extents.Skip(1).SkipLast(1).ToEquatableArray()),
            _ => new(shape[-1], shape[0], shape.Extents.Skip(1).SkipLast(1).ToEquatableArray()),
        };
    }

    /// <summary>The permutation of a kernel's axes from one layout to another.</summary>
    public static Permutation Between(KernelLayout from, KernelLayout to, int rank)
    {
        // Axes of each layout in terms of O = 0, I = 1, spatial = 2 …
        var source = Meaning(from, rank);
        return new Permutation(Meaning(to, rank).Select(axis => Array.IndexOf(source, axis)).ToEquatableArray());
    }

    private static int[] Meaning(KernelLayout layout, int rank)
    {
        var spatial = Enumerable.Range(2, rank - 2);
        return layout switch
        {
            KernelLayout.OutputInputSpatial => [0, 1, .. spatial],
            KernelLayout.OutputSpatialInput => [0, .. spatial, 1],
            _ => [1, .. spatial, 0],
        };
    }
}
