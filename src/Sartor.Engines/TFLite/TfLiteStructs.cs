using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>TfLiteIntArray and TfLiteFloatArray: a count, then the elements.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteArray
{
    public int Size;
    private int _first;

    /// <summary>The elements of an array that may be null.</summary>
    public static ReadOnlySpan<T> Items<T>(TfLiteArray* array) where T : unmanaged =>
        array is null ? [] : new ReadOnlySpan<T>(&array->_first, array->Size);
}

/// <summary>TfLiteTensor of common.h, 2.9.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteTensor
{
    public int Type;
    public void* Data;
    public TfLiteArray* Dims;
    public float Scale;
    public int ZeroPoint;
    public int AllocationType;
    public nuint Bytes;
    public void* Allocation;
    public byte* Name;
    public TfLiteDelegate* Delegate;
    public int BufferHandle;
    public byte DataIsStale;
    public byte IsVariable;
    public int QuantizationType;
    public TfLiteAffineQuantization* Quantization;
    public void* Sparsity;
    public TfLiteArray* DimsSignature;
}

/// <summary>TfLiteAffineQuantization of common.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteAffineQuantization
{
    public TfLiteArray* Scales;
    public TfLiteArray* ZeroPoints;
    public int Axis;
}

/// <summary>The head of TfLiteContext of common.h; the rest is not read.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteContext
{
    public nuint TensorCount;
    public delegate* unmanaged<TfLiteContext*, TfLiteArray**, int> GetExecutionPlan;
    public TfLiteTensor* Tensors;
    public void* Owner;
    public void* ResizeTensor;
    public void* ReportError;
    public void* AddTensors;
    public delegate* unmanaged<TfLiteContext*, int, TfLiteNode**, TfLiteRegistration**, int> GetNode;
}

/// <summary>TfLiteNode of common.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteNode
{
    public TfLiteArray* Inputs;
    public TfLiteArray* Outputs;
    public TfLiteArray* Intermediates;
    public TfLiteArray* Temporaries;
    public void* UserData;
    public void* BuiltinData;
    public void* CustomData;
    public int CustomDataSize;
    public TfLiteDelegate* Delegate;
}

/// <summary>TfLiteRegistration of common.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteRegistration
{
    public void* Init;
    public void* Free;
    public void* Prepare;
    public delegate* unmanaged<TfLiteContext*, TfLiteNode*, int> Invoke;
    public void* ProfilingString;
    public int BuiltinCode;
    public byte* CustomName;
    public int Version;
}

/// <summary>TfLiteDelegateParams of common.h: the builtin data of a node that stands for those that a delegate took.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteDelegateParams
{
    public TfLiteDelegate* Delegate;
    public TfLiteArray* NodesToReplace;
    public TfLiteArray* InputTensors;
    public TfLiteArray* OutputTensors;
}

/// <summary>TfLiteDelegate of common.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TfLiteDelegate
{
    public void* Data;
    public delegate* unmanaged<TfLiteContext*, TfLiteDelegate*, int> Prepare;
    public void* CopyFromBuffer;
    public void* CopyToBuffer;
    public void* FreeBuffer;
    public long Flags;
}

/// <summary>TfLiteXNNPackDelegateOptions of 2.9: 8 bytes.</summary>
/// <param name="Threads">1 runs on the calling thread.</param>
/// <param name="Flags">1 takes signed, 2 unsigned 8-bit operators.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct XnnPackOptions(int Threads, uint Flags);
