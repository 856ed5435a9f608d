using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>
/// A function of each window of each channel. There is no ceiling mode: a reader expresses it by more padding after, which never
/// reaches the result.
/// </summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Extents of the window, one ≥ 1 a spatial axis.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">One ≥ 0 a spatial axis.</param>
/// <param name="PadsAfter">One ≥ 0 a spatial axis.</param>
/// <param name="Activation">Applied to the result.</param>
public abstract record Pooling(
    ChannelLayout Layout,
    EquatableArray<long> Kernel,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation) : Operator, IFusedActivation, IChannelLayout
{
    /// <summary>Number of spatial axes.</summary>
    public int SpatialRank => Kernel.Count;

    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, SpatialRank + 2, SpatialRank + 2);
        var extents = x.Extents.ToArray();
        for (var i = 0; i < SpatialRank; i++)
        {
            var axis = Layout.SpatialAxis(i);
            extents[axis] = Window.Extent(x[axis], Kernel[i], Strides[i], Dilations[i], PadsBefore[i] + PadsAfter[i], ceiling: false);
            if (extents[axis] < 1)
                inputs.Fail($"a window of {Kernel[i]} does not fit into the size {x[axis]} of axis {axis} with its pads");
        }
        return [inputs.Type(0) with { Shape = new Shape(extents) }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        Layout.After(permutation) is { } layout ? AxisPropagations.FirstInput(this with { Layout = layout }, permutation, types) : null;
}
