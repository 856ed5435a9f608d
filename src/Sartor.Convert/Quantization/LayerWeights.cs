using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Which output and which input channel each element of a layer's weights stands for, in any layout of the kernel.</summary>
internal sealed class LayerWeights
{
    private readonly long _inner;
    private readonly long _inputInner;
    private readonly long _inputsPerGroup;
    private readonly long _outputsPerGroup;

    private LayerWeights(Shape shape, int outputAxis, int inputAxis, long groups)
    {
        var strides = shape.Strides();
        (OutputAxis, InputAxis) = (outputAxis, inputAxis);
        Outputs = (int)shape[outputAxis];
        (_inner, _inputInner) = (strides[outputAxis], strides[inputAxis]);
        (_inputsPerGroup, _outputsPerGroup) = (shape[inputAxis], Math.Max(1, Outputs / groups));
        Inputs = checked((int)(_inputsPerGroup * groups));
    }

    /// <summary>The axis of the output channels.</summary>
    public int OutputAxis { get; }

    /// <summary>The axis of the input channels of a group.</summary>
    public int InputAxis { get; }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>Input channels, all groups together.</summary>
    public int Inputs { get; }

    /// <summary>The weights of a convolution or a fully connected layer; null for another node.</summary>
    public static LayerWeights? Of(Node node) => node.Operator switch
    {
        Convolution op when node.Input(1).Type.Shape is { } shape => op.Kernel switch
        {
            KernelLayout.OutputInputSpatial => new(shape, 0, 1, op.Groups),
            KernelLayout.OutputSpatialInput => new(shape, 0, shape.Rank - 1, op.Groups),
            _ => new(shape, shape.Rank - 1, 0, op.Groups),
        },
        FullyConnected op when node.Input(1).Type.Shape is { } shape =>
            op.Weights == WeightLayout.OutputInput ? new(shape, 0, 1, 1) : new(shape, 1, 0, 1),
        _ => null,
    };

    /// <summary>Also the weights of a product with a constant matrix.</summary>
    public static LayerWeights? OfProduct(Node node) => node.Operator is MatMul && node.Input(1).Type.Shape is { Rank: 2 } shape
        ? new(shape, 1, 0, 1)
        : Of(node);

    /// <summary>The output channel of an element.</summary>
    public int Output(int index) => (int)(index / _inner % Outputs);

    /// <summary>The input channel that an element is multiplied with.</summary>
    public int Input(int index) =>
        (int)((Output(index) / _outputsPerGroup * _inputsPerGroup) + (index / _inputInner % _inputsPerGroup));
}
