using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sartor.Engines.LibTorch;

/// <summary>
/// The functions of <c>native/torch/sartor_torch.cc</c>. Those with an error return 0, or 1 with a zero-terminated text in it.
/// </summary>
internal static unsafe partial class TorchApi
{
    private const string Library = NativeLibraries.Torch;

    static TorchApi() => RuntimeHelpers.RunClassConstructor(typeof(NativeLibraries).TypeHandle);

    /// <summary>As <c>1.13.0</c>.</summary>
    public static string Version() => Marshal.PtrToStringUTF8(VersionText())!;

    /// <summary>The parameter of <c>forward</c>.</summary>
    public static string InputName(nint model, int index) => Marshal.PtrToStringUTF8(InputNameText(model, index))!;

    [LibraryImport(Library, EntryPoint = "sartor_torch_load", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Load(string path, int threads, nint* model, void* error, nuint capacity);

    [LibraryImport(Library, EntryPoint = "sartor_torch_free")]
    public static partial void Free(nint model);

    [LibraryImport(Library, EntryPoint = "sartor_torch_is_lite")]
    public static partial int IsLite(nint model);

    [LibraryImport(Library, EntryPoint = "sartor_torch_input_count")]
    public static partial int InputCount(nint model);

    [LibraryImport(Library, EntryPoint = "sartor_torch_return_count")]
    public static partial int ReturnCount(nint model);

    [LibraryImport(Library, EntryPoint = "sartor_torch_input")]
    public static partial int Input(
        nint model, int index, int type, long* extents, int rank, void** data, void* error, nuint capacity);

    [LibraryImport(Library, EntryPoint = "sartor_torch_run")]
    public static partial int Run(nint model, void* error, nuint capacity);

    [LibraryImport(Library, EntryPoint = "sartor_torch_output_count")]
    public static partial int OutputCount(nint model);

    [LibraryImport(Library, EntryPoint = "sartor_torch_output")]
    public static partial int Output(
        nint model, int index, int* type, int* rank, long** extents, void** data, void* error, nuint capacity);

    [LibraryImport(Library, EntryPoint = "sartor_torch_version")]
    private static partial nint VersionText();

    [LibraryImport(Library, EntryPoint = "sartor_torch_input_name")]
    private static partial nint InputNameText(nint model, int index);
}
