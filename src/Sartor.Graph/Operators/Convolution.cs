using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// Grouped N-dimensional cross-correlation with optional bias: inputs x, kernel, bias [O]. With G groups, x is [N,C,spatial…] or
/// [N,spatial…,C] by <paramref name="Layout"/>. ONNX Conv 1–11; TFLite CONV_2D, DEPTHWISE_CONV_2D.
/// </summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Order of the axes of the kernel.</param>
/// <param name="Groups">Number of groups, ≥ 1; depthwise when it equals C.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">Zeros before, one ≥ 0 a spatial axis.</param>
/// <param name="PadsAfter">Zeros after, one ≥ 0 a spatial axis.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed partial record Convolution(
    ChannelLayout Layout,
    KernelLayout Kernel,
    long Groups,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Operator, IFusedActivation, IChannelLayout
{
    public override string Name => Groups > 1 ? "GroupedConvolution" : nameof(Convolution);

    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>Number of spatial axes.</summary>
    public int SpatialRank => Strides.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, SpatialRank + 2, SpatialRank + 2);
        var kernel = KernelShape.Of(Kernel, inputs.Shape(1, SpatialRank + 2, SpatialRank + 2), Groups);
        var channels = x[Layout.ChannelAxis(x.Rank)];
        if (channels != kernel.InputsPerGroup * Groups)
            inputs.Fail($"the input {x} has {channels} channels, the kernel {inputs.Shape(1)} with {Groups} groups takes {kernel.InputsPerGroup * Groups}");
        if (kernel.Outputs % Groups != 0) inputs.Fail($"{kernel.Outputs} output channels do not divide into {Groups} groups");
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != kernel.Outputs) inputs.Fail($"the bias is {inputs.Shape(2)} for {kernel.Outputs} output channels");
        var extents = x.Extents.ToArray();
        extents[Layout.ChannelAxis(x.Rank)] = kernel.Outputs;
        for (var i = 0; i < SpatialRank; i++)
        {
            var axis = Layout.SpatialAxis(i);
            extents[axis] = Window.Extent(x[axis], kernel.Spatial[i], Strides[i], Dilations[i], PadsBefore[i] + PadsAfter[i], ceiling: false);
            if (extents[axis] < 1) inputs.Fail($"a kernel of {kernel.Spatial[i]} does not fit into the extent {x[axis]} of axis {axis} with its pads");
        }
        return [inputs.Type(0) with { Shape = new Shape(extents) }];
    }

    /// <summary>Result elements × kernel elements behind each: the count of fvcore and torchvision.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs)
    {
        var kernel = KernelShape.Of(Kernel, inputs[1]!.Shape!, Groups);
        return checked(outputs[0].Shape!.ElementCount * kernel.InputsPerGroup * kernel.Spatial.Aggregate(1L, (a, b) => a * b));
    }

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && Layout.After(permutation) is { } layout
            ? new AxisPassage(this with { Layout = layout }, [permutation, .. Enumerable.Repeat<Permutation?>(null, types.Inputs.Count - 1)], [permutation])
            : null;
}
