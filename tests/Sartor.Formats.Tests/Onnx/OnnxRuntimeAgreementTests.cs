using Sartor.Core;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Where the specification leaves room, a network means what ONNX Runtime, which runs it as source, makes of it.</summary>
public sealed class OnnxRuntimeAgreementTests
{
    private static readonly Dictionary<string, OnnxBuilder> s_models = new()
    {
        ["Slice backward from before the first element"] = Slice(-20, -30, -1),
        ["Slice backward from the first element"] = Slice(-6, -30, -1),
        ["Slice backward from behind the last element"] = Slice(20, -30, -2),
        ["Slice forward from before the first element"] = Slice(-20, 3, 1),
        ["Slice backward to before a middle element"] = Slice(-1, -4, -2),
        ["Resize 10 to less"] = Resize(0.6f, 0.4f, 9),
        ["Resize 10 to less and more"] = Resize(0.7f, 1.5f, 10),
        ["Resize 10 to more"] = Resize(2, 2.5f, 5),
        ["Resize 10 to just less"] = Resize(0.9f, 0.34f, 7),
        ["MaxPool VALID with ceiling"] = Window("MaxPool", [8, 8], Kernel(3, 3), Strides(2, 2), Ceiling, Padding("VALID")),
        ["MaxPool SAME with ceiling"] = Window("MaxPool", [7, 8], Kernel(1, 2), Strides(3, 3), Ceiling, Padding("SAME_LOWER")),
        ["AveragePool VALID with ceiling"] = Window("AveragePool", [8, 8], Kernel(3, 3), Strides(2, 2), Ceiling, Padding("VALID")),
        ["AveragePool of one axis"] = Window("AveragePool", [8], Kernel(3), Strides(2), Pads(1, 1)),
        ["AveragePool that counts pads, with ceiling"] = Window("AveragePool", [6], Kernel(5), Strides(2), Pads(0, 2), Ceiling, CountsPads),
        ["AveragePool that counts pads on both sides, with ceiling"] =
            Window("AveragePool", [6, 7], Kernel(3, 4), Strides(2, 3), Pads(1, 2, 1, 1), Ceiling, CountsPads),
        ["AveragePool that counts pads"] = Window("AveragePool", [6, 7], Kernel(3, 4), Strides(2, 3), Pads(1, 2, 0, 1), CountsPads),
        ["AveragePool that does not count pads, with ceiling"] =
            Window("AveragePool", [6, 7], Kernel(3, 4), Strides(2, 3), Pads(1, 2, 1, 1), Ceiling),
        ["Conv of asymmetric pads"] = Conv([7, 6], [3, 2], 1, Pads(1, 0, 2, 1), Strides(2, 1)),
        ["Conv of groups"] = Conv([7, 6], [3, 2], 2, Pads(1, 1, 1, 1), OnnxBuilder.Ints("dilations", 2, 1)),
        ["Conv of one axis"] = Conv([9], [4], 1, Strides(2)),
        ["Conv of three axes"] = Conv([4, 5, 3], [2, 3, 2], 2, Pads(0, 1, 1, 1, 0, 0)),
        ["ConvTranspose of groups"] = ConvTranspose([4, 5], 2, Strides(2, 3), Pads(1, 0, 0, 1)),
        ["ConvTranspose of output padding"] = ConvTranspose([4, 5], 1, Strides(2, 3), OnnxBuilder.Ints("output_padding", 1, 2)),
        ["ConvTranspose of dilations"] = ConvTranspose([4, 5], 1, OnnxBuilder.Ints("dilations", 2, 1), Pads(1, 1, 1, 1)),
        ["LRN over 3 channels"] = Lrn(3),
        ["LRN over more channels than there are"] = Lrn(13),
    };

    static OnnxRuntimeAgreementTests()
    {
        // Total padding of 1 and 3: the half that is larger lies before or after.
        foreach (var mode in new[] { "SAME_LOWER", "SAME_UPPER", "VALID" })
        {
            s_models[$"Conv {mode}"] = Conv([5, 8], [2, 4], 1, Padding(mode));
            s_models[$"Conv {mode} with strides"] = Conv([6, 7], [3, 4], 2, Padding(mode), Strides(2, 2));
            s_models[$"MaxPool {mode}"] = Window("MaxPool", [5, 8], Kernel(2, 4), Padding(mode));
            s_models[$"AveragePool {mode}"] = Window("AveragePool", [5, 8], Kernel(2, 4), Padding(mode));
            s_models[$"AveragePool {mode} that counts pads"] = Window("AveragePool", [5, 8], Kernel(2, 4), Padding(mode), CountsPads);
            s_models[$"ConvTranspose {mode}"] = ConvTranspose([4, 5], 1, Padding(mode), Strides(2, 2));
            s_models[$"ConvTranspose {mode} of a stride longer than the kernel"] =
                ConvTranspose([4, 5], 1, Padding(mode), Strides(4, 5));
            s_models[$"ConvTranspose {mode} of a given extent"] =
                ConvTranspose([4, 5], 1, Padding(mode), Strides(2, 2), OnnxBuilder.Ints("output_shape", 8, 9));
        }
    }

    public static TheoryData<string> Names => [.. s_models.Keys];

    private static ProtoWriter Ceiling => OnnxBuilder.Int("ceil_mode", 1);

    private static ProtoWriter CountsPads => OnnxBuilder.Int("count_include_pad", 1);

    [Theory, MemberData(nameof(Names))]
    public void Network_ComputesWhatOnnxRuntimeComputes(string name) => OnnxRuntimeAgreement.Check(name, s_models[name].Build());

    private static ProtoWriter Padding(string mode) => OnnxBuilder.String("auto_pad", mode);

    private static ProtoWriter Kernel(params long[] extents) => OnnxBuilder.Ints("kernel_shape", extents);

    private static ProtoWriter Strides(params long[] strides) => OnnxBuilder.Ints("strides", strides);

    private static ProtoWriter Pads(params long[] pads) => OnnxBuilder.Ints("pads", pads);

    private static OnnxBuilder Slice(long start, long end, long step) => new OnnxBuilder()
        .Input("x", ElementType.Float32, 2, 6)
        .Initializer("start", [1], start).Initializer("end", [1], end).Initializer("axis", [1], 1L).Initializer("step", [1], step)
        .Node("Slice", ["x", "start", "end", "axis", "step"], ["y"]).Output("y");

    private static OnnxBuilder Resize(float height, float width, long extent) => new OnnxBuilder { Opset = 10, IrVersion = 5 }
        .Input("x", ElementType.Float32, 1, 2, extent, extent)
        .Initializer("scales", [4], 1f, 1f, height, width)
        .Node("Resize", ["x", "scales"], ["y"], OnnxBuilder.String("mode", "nearest")).Output("y");

    private static OnnxBuilder Lrn(long size) => new OnnxBuilder().Input("x", ElementType.Float32, 2, 7, 3, 1)
        .Node("LRN", ["x"], ["y"], OnnxBuilder.Int("size", size), OnnxBuilder.Float("alpha", 0.5f)).Output("y");

    private static OnnxBuilder Window(string type, long[] extents, params ProtoWriter[] attributes) => new OnnxBuilder()
        .Input("x", ElementType.Float32, Image(3, extents)).Node(type, ["x"], ["y"], attributes).Output("y");

    private static OnnxBuilder Conv(long[] extents, long[] kernel, long groups, params ProtoWriter[] attributes) =>
        Weighted("Conv", extents, [6, 4 / groups, .. kernel], 6, groups, attributes);

    private static OnnxBuilder ConvTranspose(long[] extents, long groups, params ProtoWriter[] attributes) =>
        Weighted("ConvTranspose", extents, [4, 6 / groups, 3, 4], 6, groups, attributes);

    private static OnnxBuilder Weighted(string type, long[] extents, long[] kernel, long outputs, long groups, ProtoWriter[] attributes)
    {
        var random = new Random(7);
        float[] Values(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => random.NextSingle() - 0.5f)];
        return new OnnxBuilder().Input("x", ElementType.Float32, Image(4, extents))
            .Initializer("w", kernel, Values(kernel.Aggregate(1L, (a, b) => a * b))).Initializer("b", [outputs], Values(outputs))
            .Node(type, ["x", "w", "b"], ["y"], [.. attributes, OnnxBuilder.Int("group", groups)]).Output("y");
    }

    private static object[] Image(long channels, long[] extents) => [2L, channels, .. extents.Select(e => (object)e)];
}
