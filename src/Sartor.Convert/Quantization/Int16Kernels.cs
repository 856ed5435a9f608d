using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// The operators whose kernels compute int16 activations right, as the table of kernels of runtime 2.9 says (docs/formats-tflite.md);
/// others stay float32.
/// </summary>
internal static class Int16Kernels
{
    public static bool Has(Operator op) => op is Convolution or TransposeConvolution or FullyConnected or MatMul
        or Add or Sub or Mul or Maximum or Minimum or Abs or LeakyRelu or Logistic or Tanh or Softmax
        or AveragePool or MaxPool or Reduce { Kind: ReductionKind.Mean or ReductionKind.Max or ReductionKind.Min } or Resize
        or Reshape or Transpose or Slice or Split or Gather or Pad or Concat or BroadcastTo
        || (op is Clamp clamp && clamp.AsActivation() is Activation.Relu or Activation.Relu6);
}
