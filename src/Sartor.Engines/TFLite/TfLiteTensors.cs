using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>Reads tensors of an interpreter.</summary>
internal static unsafe class TfLiteTensors
{
    public static SessionTensor Describe(TfLiteTensor* tensor)
    {
        var free = new List<int>();
        var signature = TfLiteArray.Items<int>(tensor->DimsSignature);
        for (var axis = 0; axis < signature.Length; axis++)
        {
            if (signature[axis] < 0) free.Add(axis);
        }
        return new SessionTensor(
            Marshal.PtrToStringUTF8((nint)tensor->Name) ?? "",
            new TensorType(TfLiteElementTypes.FromNumber(tensor->Type), ShapeOf(tensor)),
            Quantization(tensor),
            free.ToEquatableArray());
    }

    public static Shape ShapeOf(TfLiteTensor* tensor)
    {
        var extents = TfLiteArray.Items<int>(tensor->Dims);
        var wide = new long[extents.Length];
        for (var axis = 0; axis < wide.Length; axis++) wide[axis] = extents[axis];
        return new Shape(wide);
    }

    public static void Write(TfLiteTensor* tensor, Tensor values) =>
        values.Data.Span.CopyTo(new Span<byte>(tensor->Data, checked((int)tensor->Bytes)));

    /// <exception cref="EngineException">The tensor holds strings or another type without a fixed size.</exception>
    public static Tensor Read(TfLiteTensor* tensor)
    {
        var element = TfLiteElementTypes.FromNumber(tensor->Type);
        if (element.Bits() == 0)
            throw new EngineException(
                TfLiteEngine.EngineName,
                $"output '{Marshal.PtrToStringUTF8((nint)tensor->Name)}' holds {element.Label()}s; only tensors of numbers can be read");
        return new Tensor(element, ShapeOf(tensor), new ReadOnlySpan<byte>(tensor->Data, checked((int)tensor->Bytes)).ToArray());
    }

    private static QuantizationParameters? Quantization(TfLiteTensor* tensor)
    {
        // kTfLiteAffineQuantization; params.scale and zero_point repeat it for a single scale.
        if (tensor->QuantizationType != 1 || tensor->Quantization is null) return null;
        var scales = TfLiteArray.Items<float>(tensor->Quantization->Scales);
        if (scales.Length == 0) return null;
        var zeroPoints = TfLiteArray.Items<int>(tensor->Quantization->ZeroPoints);
        var wide = new long[scales.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = i < zeroPoints.Length ? zeroPoints[i] : 0;
        return new QuantizationParameters(EquatableArray.Create(scales), wide.ToEquatableArray(), tensor->Quantization->Axis);
    }
}
