using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Caffe;

/// <summary>The layers of a network in the words of the newer form.</summary>
internal static class CaffeNet
{
    // Types of version 1, where they are not those of version 2 in capitals.
    private static readonly Dictionary<string, string> s_old = new(StringComparer.Ordinal)
    {
        ["ABSVAL"] = "AbsVal",
        ["ARGMAX"] = "ArgMax",
        ["BNLL"] = "BNLL",
        ["CONCAT"] = "Concat",
        ["CONVOLUTION"] = "Convolution",
        ["DECONVOLUTION"] = "Deconvolution",
        ["DROPOUT"] = "Dropout",
        ["ELTWISE"] = "Eltwise",
        ["EXP"] = "Exp",
        ["FLATTEN"] = "Flatten",
        ["INNER_PRODUCT"] = "InnerProduct",
        ["LRN"] = "LRN",
        ["MVN"] = "MVN",
        ["POOLING"] = "Pooling",
        ["POWER"] = "Power",
        ["RELU"] = "ReLU",
        ["SIGMOID"] = "Sigmoid",
        ["SILENCE"] = "Silence",
        ["SLICE"] = "Slice",
        ["SOFTMAX"] = "Softmax",
        ["SPLIT"] = "Split",
        ["TANH"] = "TanH",
        ["THRESHOLD"] = "Threshold",
        ["DATA"] = "Data",
        ["IMAGE_DATA"] = "ImageData",
        ["HDF5_DATA"] = "HDF5Data",
        ["MEMORY_DATA"] = "MemoryData",
        ["WINDOW_DATA"] = "WindowData",
        ["DUMMY_DATA"] = "DummyData",
        ["SOFTMAX_LOSS"] = "SoftmaxWithLoss",
        ["ACCURACY"] = "Accuracy",
    };

    // What such a layer has beside what it computes.
    private static readonly string[] s_beside = ["transform_param", "loss_param", "param"];

    /// <summary>The layers that run outside of training.</summary>
    public static IEnumerable<CaffeMessage> Layers(CaffeMessage net) =>
        net.Messages.Where(m => m.Name is "layer" or "layers").Select(m => m.Message).Where(IsRun);

    /// <summary>Whether a layer cannot be without weights.</summary>
    public static bool HasWeights(string type, int bottoms) =>
        type is "Convolution" or "Deconvolution" or "InnerProduct" or "BatchNorm" or "PReLU" or "Embed"
        || (type is "Scale" or "Bias" && bottoms == 1);

    public static string Type(CaffeMessage layer) =>
        layer.Word("type") is { } type ? s_old.GetValueOrDefault(type, type) : "";

    /// <summary>What the messages of a layer whose names end in _param say, each field as a list of words.</summary>
    public static RawNode Raw(CaffeMessage layer)
    {
        var attributes = new Dictionary<string, object>();
        foreach (var (name, message) in layer.Messages)
        {
            if (!name.EndsWith("_param", StringComparison.Ordinal) || s_beside.Contains(name)) continue;
            foreach (var (field, words) in message.Fields) attributes[field] = words.ToEquatableArray();
            foreach (var shape in message.All("shape")) attributes["shape"] = shape.Words("dim").ToEquatableArray();
        }
        return RawNode.Of(CaffeFormat.FormatName, Type(layer), 1, attributes);
    }

    // include { phase: TRAIN } is of training only; include { phase: TEST } and what says nothing is not.
    private static bool IsRun(CaffeMessage layer) =>
        !(layer.All("include").Any() && layer.All("include").All(rule => rule.Word("phase") is "TRAIN" or "0"))
        && !layer.All("exclude").Any(rule => rule.Word("phase") is "TEST" or "1");
}
