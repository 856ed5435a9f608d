using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Convert.Tests.Targets.Ncnn;

/// <summary>
/// ncnn itself, through its C interface, where SARTOR_NCNN names the library (<c>libncnn.so</c>): no registry of this project has it.
/// </summary>
internal sealed class NcnnRuntime
{
    private readonly nint _library;

    private NcnnRuntime(nint library) => _library = library;

    private delegate nint Make();

    private delegate int Load(nint net, [MarshalAs(UnmanagedType.LPStr)] string path);

    private delegate void Free(nint thing);

    private delegate nint OfNet(nint net);

    private delegate nint Mat1(int w, nint allocator);

    private delegate nint Mat2(int w, int h, nint allocator);

    private delegate nint Mat3(int w, int h, int c, nint allocator);

    private delegate nint Mat4(int w, int h, int d, int c, nint allocator);

    private delegate nint Channel(nint mat, int c);

    private delegate int Extent(nint mat);

    private delegate int Feed(nint extractor, [MarshalAs(UnmanagedType.LPStr)] string name, nint mat);

    private delegate int Extract(nint extractor, [MarshalAs(UnmanagedType.LPStr)] string name, out nint mat);

    /// <summary>Null where it is not here.</summary>
    public static NcnnRuntime? Find() =>
        Environment.GetEnvironmentVariable("SARTOR_NCNN") is { Length: > 0 } path && NativeLibrary.TryLoad(path, out var library)
            ? new NcnnRuntime(library)
            : null;

    /// <summary>Loads a network, feeds its inputs, and gives what is asked for as vectors.</summary>
    /// <param name="path">The .param file; weights lie beside it.</param>
    /// <param name="inputs">By their names, with a first extent of 1 that a blob does not have.</param>
    /// <param name="outputs">Names.</param>
    public float[][] Run(string path, IReadOnlyList<(string Name, Tensor Tensor)> inputs, IReadOnlyList<string> outputs)
    {
        var net = Call<Make>("ncnn_net_create")();
        Call<Load>("ncnn_net_load_param")(net, path).ShouldBe(0, path);
        Call<Load>("ncnn_net_load_model")(net, Path.ChangeExtension(path, ".bin")).ShouldBe(0, path);
        var extractor = Call<OfNet>("ncnn_extractor_create")(net);
        var mats = new List<nint>();
        foreach (var (name, tensor) in inputs)
        {
            mats.Add(Mat(tensor));
            Call<Feed>("ncnn_extractor_input")(extractor, name, mats[^1]).ShouldBe(0, name);
        }
        var results = outputs.Select(name =>
        {
            Call<Extract>("ncnn_extractor_extract")(extractor, name, out var mat).ShouldBe(0, name);
            mats.Add(mat);
            return Values(mat);
        }).ToArray();
        Call<Free>("ncnn_extractor_destroy")(extractor);
        foreach (var mat in mats) Call<Free>("ncnn_mat_destroy")(mat);
        Call<Free>("ncnn_net_destroy")(net);
        return results;
    }

    private nint Mat(Tensor tensor)
    {
        int[] dims = [.. (tensor.Shape.Rank > 1 && tensor.Shape[0] == 1 ? tensor.Shape.Extents.Skip(1) : tensor.Shape.Extents).Select(e =>
            (int)e)];
        var mat = dims switch
        {
            [] => Call<Mat1>("ncnn_mat_create_1d")(1, 0),
            [var w] => Call<Mat1>("ncnn_mat_create_1d")(w, 0),
            [var h, var w] => Call<Mat2>("ncnn_mat_create_2d")(w, h, 0),
            [var c, var h, var w] => Call<Mat3>("ncnn_mat_create_3d")(w, h, c, 0),
            [var c, var d, var h, var w] => Call<Mat4>("ncnn_mat_create_4d")(w, h, d, c, 0),
            _ => throw new InvalidOperationException($"{tensor.Shape}"),
        };
        var values = tensor.ToSingles();
        var (channels, size) = dims.Length > 2 ? (dims[0], values.Length / dims[0]) : (1, values.Length);
        for (var c = 0; c < channels; c++) Marshal.Copy(values, c * size, Call<Channel>("ncnn_mat_get_channel_data")(mat, c), size);
        return mat;
    }

    private float[] Values(nint mat)
    {
        int Get(string what) => Call<Extent>($"ncnn_mat_get_{what}")(mat);
        var (channels, size) = (Get("c"), Get("w") * Get("h") * Get("d"));
        var values = new float[channels * size];
        for (var c = 0; c < channels; c++) Marshal.Copy(Call<Channel>("ncnn_mat_get_channel_data")(mat, c), values, c * size, size);
        return values;
    }

    private T Call<T>(string name) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(_library, name));
}
