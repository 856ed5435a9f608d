using Sartor.Core;
using Sartor.Formats.Checkpoints;

namespace Sartor.Formats;

/// <summary>What a file of a format that Sartor does not read is, and how a model gets out of it.</summary>
internal static class ForeignFormats
{
    private const string Torch = "a PyTorch file; name the class of its network, as `net.py:Net --weights FILE --input-shape 1,3,224,224`, "
        + "or export it with torch.onnx.export(model, example, \"model.onnx\")";
    private const string Keras =
        "a Keras model; convert it with tf.lite.TFLiteConverter.from_keras_model(model) or with `python -m tf2onnx.convert`";
    private const string SavedModel =
        "a TensorFlow SavedModel; convert its folder with `python -m tf2onnx.convert --saved-model FOLDER --output model.onnx`, "
        + "or with tf.lite.TFLiteConverter.from_saved_model";
    private const string FrozenGraph =
        "a frozen TensorFlow graph; convert it with `python -m tf2onnx.convert --graphdef FILE --inputs … --outputs … --output model.onnx`";
    private const string CoreMl =
        "a Core ML model that is not a package (.mlpackage); export the network that it was made from to ONNX";
    private const string Safetensors =
        "weights without a network (safetensors); load them into the model in PyTorch and export that with torch.onnx.export";
    private const string Gguf =
        "a GGUF file of a language model; export the original model to ONNX, for example with `optimum-cli export onnx`";
    private const string TensorRt = "a TensorRT engine, which holds compiled code; give the ONNX file that it was built from";
    private const string OpenVino = "an OpenVINO model; give the ONNX file that it was made from";
    private const string Paddle = "a PaddlePaddle model; convert it with `paddle2onnx`";
    private const string Mnn = "an MNN model; give the ONNX file that it was made from";
    private const string Pickle = "a Python pickle; export a scikit-learn model with skl2onnx, and a PyTorch model with torch.onnx.export";
    private const string Npz = "an archive of NumPy arrays, weights without a network; export the model itself to ONNX";
    private const string OrtFlat = "a model in the ORT format; give the ONNX file that it was made from";

    private static readonly (string Suffixes, string What)[] s_bySuffix =
    [
        (".pt .pth .pt2 .ckpt .torchscript", Torch), (".keras .h5 .hdf5", Keras), (".mlmodel .mlmodelc", CoreMl),
        (".safetensors", Safetensors), (".gguf .ggml", Gguf), (".engine .plan .trt", TensorRt), (".xml", OpenVino),
        (".pdmodel .pdiparams", Paddle), (".mnn", Mnn), (".pkl .pickle .joblib", Pickle), (".npz", Npz),
        (".ort", OrtFlat),
        (".bin", "a file of weights; export the network itself to ONNX, with torch.onnx.export where it is one of PyTorch"),
    ];

    /// <summary>What the first bytes of a file say that it is, and what to do, as a clause; null where they say nothing.</summary>
    public static string? OfContent(string path, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("GGUF"u8)) return Gguf;
        if (head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..]) return Keras;
        if (head.StartsWith("ftrt"u8)) return TensorRt;
        if (head.StartsWith("PK\u0003\u0004"u8) && head.IndexOf(".pkl"u8) > 0) return Torch;
        // The first fields of a SavedModel are its version, 1, and a graph; that of a graph is a node. ONNX begins with a later version.
        if (SuffixOf(path) != ".pb") return null;
        return head is [0x08, 0x01, 0x12, ..] ? SavedModel : head is [0x0A, ..] ? FrozenGraph : null;
    }

    /// <summary>The same by the name of a file whose content is of no known format.</summary>
    public static string? OfName(string path)
    {
        var suffix = SuffixOf(path);
        return s_bySuffix.FirstOrDefault(row => suffix.Length > 0 && row.Suffixes.Split(' ').Contains(suffix)).What;
    }

    /// <summary>What is wrong with a file that one of the others took for a PyTorch file; null where it may be one.</summary>
    public static string? Damage(string what, SlicedFile file)
    {
        if (what != Torch) return null;
        try
        {
            // An archive, or a pickle of protocol 2 and later.
            if (!ZipDirectory.Detect(file))
                return file.Peek(0, 1)[0] == 0x80 ? null : "is not a PyTorch file, whatever its name says; " + Again;
            ZipDirectory.Read(file);
            return null;
        }
        catch (ModelFormatException)
        {
            return "is a PyTorch file that is damaged or cut off; " + Again;
        }
    }

    private const string Again = "download or save it again";

    private static string SuffixOf(string path) => Path.GetExtension(path).ToLowerInvariant();

    /// <summary>The same for a folder.</summary>
    public static string? OfFolder(string path)
    {
        if (File.Exists(Path.Combine(path, "saved_model.pb"))) return SavedModel;
        return File.Exists(Path.Combine(path, "config.json")) && Directory.EnumerateFiles(path, "*.safetensors").Any()
            ? "a model of Hugging Face Transformers; export it with `optimum-cli export onnx --model FOLDER OUT`"
            : null;
    }
}
