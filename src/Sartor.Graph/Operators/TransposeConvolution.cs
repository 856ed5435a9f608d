using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// The gradient of a <see cref="Convolution"/> with respect to its input ("deconvolution"): inputs x, kernel, bias [O]. ONNX
/// ConvTranspose 1–22; TFLite TRANSPOSE_CONV.
/// </summary>
/// <param name="Layout">Order of the axes of x and of the result.</param>
/// <param name="Kernel">Order of the kernel's axes <em>as the forward convolution has them</em>: its outputs are this one's inputs. ONNX's [C,O/G,spatial…] is <see cref="KernelLayout.OutputInputSpatial"/>, TFLite's [O,spatial…,C] is <see cref="KernelLayout.InputSpatialOutput"/>.</param>
/// <param name="Groups">≥ 1.</param>
/// <param name="Strides">One ≥ 1 a spatial axis.</param>
/// <param name="Dilations">One ≥ 1 a spatial axis.</param>
/// <param name="PadsBefore">Cut from the result, one a spatial axis.</param>
/// <param name="PadsAfter">Cut from the result, one a spatial axis; negative ones add zeros (ONNX's output_padding).</param>
/// <param name="Activation">Applied to the result.</param>
public sealed partial record TransposeConvolution(
    ChannelLayout Layout,
    KernelLayout Kernel,
    long Groups,
    EquatableArray<long> Strides,
    EquatableArray<long> Dilations,
    EquatableArray<long> PadsBefore,
    EquatableArray<long> PadsAfter,
    Activation Activation = Activation.None) : Operator, IFusedActivation, IChannelLayout
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>Number of spatial axes.</summary>
    public int SpatialRank => Strides.Count;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, SpatialRank + 2, SpatialRank + 2);
        var kernel = KernelShape.Of(Kernel, inputs.Shape(1, SpatialRank + 2, SpatialRank + 2), Groups);
        var channelAxis = Layout.ChannelAxis(x.Rank);
        if (x[channelAxis] != kernel.Outputs || kernel.Outputs % Groups != 0)
            inputs.Fail($"the input {x} has {x[channelAxis]} channels, the kernel {inputs.Shape(1)} takes {kernel.Outputs} in {Groups} groups");
        var outputs = checked(kernel.InputsPerGroup * Groups);
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != outputs) inputs.Fail($"the bias is {inputs.Shape(2)} for {outputs} output channels");
        var extents = x.Extents.ToArray();
        extents[channelAxis] = outputs;
        for (var i = 0; i < SpatialRank; i++)
        {
            var axis = Layout.SpatialAxis(i);
            extents[axis] = Extent(x[axis], kernel.Spatial[i], Strides[i], Dilations[i]) - PadsBefore[i] - PadsAfter[i];
            if (extents[axis] < 1) inputs.Fail($"the pads {PadsBefore[i]} and {PadsAfter[i]} leave nothing of axis {axis}");
        }
        return [inputs.Type(0) with { Shape = new Shape(extents) }];
    }

    /// <summary>Extent before pads are cut: stride·(input − 1) + dilation·(kernel − 1) + 1.</summary>
    public static long Extent(long input, long kernel, long stride, long dilation) => checked((stride * (input - 1)) + (dilation * (kernel - 1)) + 1);

    /// <summary>Input positions × kernel elements, the count of fvcore.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs)
    {
        var kernel = KernelShape.Of(Kernel, inputs[1]!.Shape!, Groups);
        return checked(inputs[0]!.Shape!.ElementCount * kernel.InputsPerGroup * kernel.Spatial.Aggregate(1L, (a, b) => a * b));
    }

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && Layout.After(permutation) is { } layout ? AxisPassages.FirstInput(this with { Layout = layout }, permutation, types) : null;
}
