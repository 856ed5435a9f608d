using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>
/// Operators whose attributes became inputs, or whose defaults changed, in the last operator set before the change and in the first
/// after it (ONNX, Changelog.md), against ONNX Runtime.
/// </summary>
public sealed class OpsetBorderTests
{
    private static readonly Dictionary<string, OnnxBuilder> s_models = new()
    {
        ["Clip 10"] = On(10).Node("Clip", ["x"], ["y"], Float("min", -1.5f), Float("max", 2)),
        ["Clip 11"] = On(11).Initializer("low", [], -1.5f).Initializer("high", [], 2f).Node("Clip", ["x", "low", "high"], ["y"]),
        ["Clip 11 without a lower bound"] = On(11).Initializer("high", [], 2f).Node("Clip", ["x", "", "high"], ["y"]),
        ["Clip 12"] = On(12).Initializer("low", [], -1.5f).Node("Clip", ["x", "low"], ["y"]),
        ["Slice 9"] = On(9).Node("Slice", ["x"], ["y"], Ints("starts", 1, -3), Ints("ends", 2, 9), Ints("axes", 0, 2)),
        ["Slice 10"] = On(10).Initializer("starts", [2], 1L, -3L).Initializer("ends", [2], 2L, 9L).Initializer("axes", [2], 0L, 2L)
            .Node("Slice", ["x", "starts", "ends", "axes"], ["y"]),
        ["Pad 10"] = On(10).Node("Pad", ["x"], ["y"], Ints("pads", 0, 1, 2, 1, 0, 0), Float("value", 3)),
        ["Pad 11"] =
            On(11).Initializer("pads", [6], 0L, 1L, 2L, 1L, 0L, 0L).Initializer("value", [], 3f).Node("Pad", ["x", "pads", "value"], ["y"]),
        ["Upsample 8"] =
            Image(8).Node(
                "Upsample", ["x"], ["y"],
                new ProtoWriter().Text(1, "scales").Varint(20, 6).Float(7, 1).Float(7, 1).Float(7, 2).Float(7, 3)),
        ["Upsample 9"] = Image(9).Initializer("scales", [4], 1f, 1f, 2f, 3f).Node("Upsample", ["x", "scales"], ["y"]),
        ["Resize 10"] =
            Image(10).Initializer("scales", [4], 1f, 1f, 2f, 1.5f).Node("Resize", ["x", "scales"], ["y"], String("mode", "linear")),
        ["Resize 11"] = Image(11).Initializer("roi", [0], Array.Empty<float>()).Initializer("scales", [4], 1f, 1f, 2f, 1.5f)
            .Node("Resize", ["x", "roi", "scales"], ["y"], String("mode", "linear")),
        ["Resize 11 to the nearest"] =
            Image(11).Initializer("roi", [0], Array.Empty<float>()).Initializer("scales", [4], 1f, 1f, 0.6f, 1.5f)
            .Node("Resize", ["x", "roi", "scales"], ["y"]),
        ["Resize 13"] =
            Image(13).Initializer("sizes", [4], 1L, 2L, 3L, 7L).Node("Resize", ["x", "", "", "sizes"], ["y"], String("mode", "linear")),
        ["Squeeze 12"] =
            new OnnxBuilder { Opset = 12 }.Input("x", ElementType.Float32, 1, 2, 1, 3).Node("Squeeze", ["x"], ["y"], Ints("axes", -2)),
        ["Squeeze 13"] = new OnnxBuilder { Opset = 13 }.Input("x", ElementType.Float32, 1, 2, 1, 3)
            .Initializer("axes", [1], -2L).Node("Squeeze", ["x", "axes"], ["y"]),
        ["Unsqueeze 12"] = On(12).Node("Unsqueeze", ["x"], ["y"], Ints("axes", 0, 3)),
        ["Unsqueeze 13"] = On(13).Initializer("axes", [2], 0L, 3L).Node("Unsqueeze", ["x", "axes"], ["y"]),
        ["Split 12"] = On(12).Node("Split", ["x"], ["y", "z"], Int("axis", 2), Ints("split", 1, 3)).Output("z"),
        ["Split 13"] = On(13).Initializer("split", [2], 1L, 3L).Node("Split", ["x", "split"], ["y", "z"], Int("axis", 2)).Output("z"),
        ["Split 17 without sizes"] = On(17).Node("Split", ["x"], ["y", "z"], Int("axis", 2)).Output("z"),
        ["Split 18 of unequal parts"] = On(18).Node("Split", ["x"], ["y", "z"], Int("axis", 1), Int("num_outputs", 2)).Output("z"),
        ["ReduceSum 12"] = On(12).Node("ReduceSum", ["x"], ["y"], Ints("axes", 1), Int("keepdims", 0)),
        ["ReduceSum 13"] = On(13).Initializer("axes", [1], 1L).Node("ReduceSum", ["x", "axes"], ["y"], Int("keepdims", 0)),
        ["ReduceMean 17"] = On(17).Node("ReduceMean", ["x"], ["y"], Ints("axes", -1)),
        ["ReduceMean 18"] = On(18).Initializer("axes", [1], -1L).Node("ReduceMean", ["x", "axes"], ["y"]),
        ["ReduceMax 18 of no axes"] = On(18).Node("ReduceMax", ["x"], ["y"], Int("noop_with_empty_axes", 1)),
        ["Dropout 11"] = On(11).Node("Dropout", ["x"], ["y"], Float("ratio", 0.5f)),
        ["Dropout 12"] = On(12).Initializer("ratio", [], 0.5f).Node("Dropout", ["x", "ratio"], ["y"]),
    };

    static OpsetBorderTests()
    {
        foreach (var type in new[] { "Softmax", "LogSoftmax" })
        {
            foreach (long opset in new[] { 11, 12, 13 })
            {
                s_models[$"{type} {opset}"] = On(opset).Node(type, ["x"], ["y"]);
                s_models[$"{type} {opset} along axis 1"] = On(opset).Node(type, ["x"], ["y"], Int("axis", 1));
            }
        }
        foreach (var model in s_models.Values) model.Output("y");
    }

    public static TheoryData<string> Names => [.. s_models.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Form_MeansWhatOnnxRuntimeTakesItFor(string name) => OnnxRuntimeAgreement.Check(name, s_models[name].Build());

    private static OnnxBuilder On(long opset) => new OnnxBuilder { Opset = opset }.Input("x", ElementType.Float32, 2, 3, 4);

    private static OnnxBuilder Image(long opset) => new OnnxBuilder { Opset = opset }.Input("x", ElementType.Float32, 1, 2, 4, 5);
}
