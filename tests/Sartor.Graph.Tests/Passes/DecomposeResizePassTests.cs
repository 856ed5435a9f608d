using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeResizePassTests
{
    private static Resize Resize(ResizeMode mode, long[] extents, float[] scales) => new(
        mode, ResizeCoordinates.HalfPixel, ResizeRounding.HalfDown, extents.ToEquatableArray(), scales.ToEquatableArray())
    {
        CubicCoefficient = -0.75f,
    };

    // Halfway between two elements lie a quarter and three quarters.
    [Fact]
    public void LinearOfOneAxis_WeighsTwoNeighbours() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeResizePass(), Resize(ResizeMode.Linear, [1, 4], [1, 2]), Tensor.Create(new Shape(1, 2), [1f, 5f])),
        [1, 2, 4, 5]);

    [Fact]
    public void LinearOfAnAxisInTheMiddle_KeepsTheOthers() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeResizePass(), Resize(ResizeMode.Linear, [1, 4, 2], [1, 2, 1]),
            Tensor.Create(new Shape(1, 2, 2), [1f, 10f, 5f, 50f])),
        [1, 10, 2, 20, 4, 40, 5, 50]);

    // Keys' kernel for a = −0.75 at distances 1.25, 0.25, 0.75, 1.75: −0.10546875, 0.87890625, 0.26171875, −0.03515625.
    [Fact]
    public void Cubic_WeighsFourNeighbours()
    {
        double[] w = [-0.10546875, 0.87890625, 0.26171875, -0.03515625];
        var result = ExpandedValues.Of(
            new DecomposeResizePass(), Resize(ResizeMode.Cubic, [1, 1, 1, 8], [1, 1, 1, 2]),
            Tensor.Create(new Shape(1, 1, 1, 4), [1f, 10f, 100f, 1000f]));
        // Elements 3 and 4 lie at 1.25 and 1.75; at 0.75 the first neighbour is the edge once more.
        result[3].ShouldBe(w[0] + (10 * w[1]) + (100 * w[2]) + (1000 * w[3]), 1e-4);
        result[4].ShouldBe(w[3] + (10 * w[2]) + (100 * w[1]) + (1000 * w[0]), 1e-4);
        result[2].ShouldBe(w[3] + w[2] + (10 * w[1]) + (100 * w[0]), 1e-4);
    }

    [Fact]
    public void NearestOfFiveAxes_IsAChoice() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeResizePass(), Resize(ResizeMode.Nearest, [1, 1, 4, 1, 2], [1, 1, 2, 1, 1]),
            Tensor.Create(new Shape(1, 1, 2, 1, 2), [1f, 2f, 3f, 4f])),
        [1, 2, 1, 2, 3, 4, 3, 4]);

    [Fact]
    public void WhatAKernelDoes_Stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(Resize(ResizeMode.Linear, [1, 2, 8, 8], [1, 1, 2, 2]), g.Input(1, 2, 4, 4)));
        g.Output(g.Add(Resize(ResizeMode.Linear, [1, 2, 8], [1, 1, 2]), g.Input(1, 2, 4)));
        new DecomposeResizePass().Run(g.Graph).ShouldBeFalse();
    }
}
