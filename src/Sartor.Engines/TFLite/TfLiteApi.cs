using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sartor.Engines.TFLite;

/// <summary>
/// The functions of TensorFlow Lite's C API (c_api.h, c_api_experimental.h, xnnpack_delegate.h of 2.9) that Sartor calls.
/// </summary>
internal static unsafe partial class TfLiteApi
{
    private const string Library = NativeLibraries.TfLite;

    static TfLiteApi() => RuntimeHelpers.RunClassConstructor(typeof(NativeLibraries).TypeHandle);

    /// <summary>TfLiteStatus of success.</summary>
    public const int Ok = 0;

    public static string Version() => Marshal.PtrToStringUTF8(TfLiteVersion())!;

    [LibraryImport(Library)]
    private static partial nint TfLiteVersion();

    [LibraryImport(Library, EntryPoint = "TfLiteModelCreateFromFile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ModelCreate(string path);

    [LibraryImport(Library, EntryPoint = "TfLiteModelDelete")]
    public static partial void ModelDelete(nint model);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsCreate")]
    public static partial nint OptionsCreate();

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsDelete")]
    public static partial void OptionsDelete(nint options);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsSetNumThreads")]
    public static partial void OptionsSetThreads(nint options, int threads);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterOptionsSetErrorReporter")]
    public static partial void OptionsSetReporter(nint options, delegate* unmanaged<nint, byte*, nint, void> reporter, nint userData);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterCreate")]
    public static partial nint InterpreterCreate(nint model, nint options);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterDelete")]
    public static partial void InterpreterDelete(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetInputTensorCount")]
    public static partial int InputCount(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetInputTensor")]
    public static partial TfLiteTensor* Input(nint interpreter, int index);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetOutputTensorCount")]
    public static partial int OutputCount(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterGetOutputTensor")]
    public static partial TfLiteTensor* Output(nint interpreter, int index);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterResizeInputTensor")]
    public static partial int Resize(nint interpreter, int index, int* extents, int rank);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterAllocateTensors")]
    public static partial int Allocate(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterResetVariableTensors")]
    public static partial int ResetVariables(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterInvoke")]
    public static partial int Invoke(nint interpreter);

    [LibraryImport(Library, EntryPoint = "TfLiteInterpreterModifyGraphWithDelegate")]
    public static partial int ApplyDelegate(nint interpreter, TfLiteDelegate* @delegate);

    [LibraryImport(Library, EntryPoint = "TfLiteXNNPackDelegateCreate")]
    public static partial TfLiteDelegate* XnnPackCreate(XnnPackOptions* options);

    [LibraryImport(Library, EntryPoint = "TfLiteXNNPackDelegateDelete")]
    public static partial void XnnPackDelete(TfLiteDelegate* @delegate);
}
