using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Convert.Targets.Onnx;

/// <summary>
/// Activations of an int8 network become uint8 (<see cref="UnsignedActivations"/>). Inputs and outputs become float32, with a Quantize
/// behind each input and a Dequantize before each output, unless they are to be uint8: a file takes the place of the float one, as those
/// of other ONNX quantizers do.
/// </summary>
/// <param name="quantization">Makes the network int8.</param>
/// <param name="boundary">Of inputs and outputs: float32 or uint8.</param>
internal sealed class OnnxInt8Pass(IGraphPass quantization, ElementType boundary) : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = quantization.Run(graph);
        if (boundary == ElementType.Float32) BoundaryTypes.Set(graph, boundary, null);
        UnsignedActivations.Move(graph, ElementType.Int8);
        return changed;
    }
}
