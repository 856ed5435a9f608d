using System.Diagnostics;
using Sartor.Contracts.Operators;
using Sartor.Core;

namespace Sartor.Formats.Tests.Caffe;

/// <summary>Networks with seeded weights against OpenCV's reader of Caffe files (Debian's python3-opencv), where it is installed.</summary>
public sealed class CaffeOracleTests
{
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys, cv2, numpy
        net = cv2.dnn.readNetFromCaffe(sys.argv[1], sys.argv[2])
        net.setInput(numpy.load(sys.argv[3]), 'x')
        numpy.save(sys.argv[4], numpy.ascontiguousarray(net.forward(), dtype='<f4'))
        """;

    public static TheoryData<string, string> Networks => new()
    {
        { "convolution", Conv("c", "x", "y", 4, "kernel_size: 3 stride: 2 pad: 1") },
        { "rectangle", Conv("c", "x", "y", 4, "kernel_h: 1 kernel_w: 3 stride_h: 2 stride_w: 1 pad_h: 0 pad_w: 1") },
        { "dilation", Conv("c", "x", "y", 3, "kernel_size: 3 dilation: 2 bias_term: false") },
        { "groups", Conv("c", "x", "y", 6, "kernel_size: 3 group: 2") },
        { "depthwise", Conv("c", "x", "y", 6, "kernel_size: 3 group: 6 pad: 1") },
        { "deconvolution", Conv("c", "x", "y", 4, "kernel_size: 4 stride: 2 pad: 1", "Deconvolution") },
        { "max pooling", Layer("Pooling", "pooling_param { pool: MAX kernel_size: 3 stride: 2 }") },
        { "max pooling with pads", Layer("Pooling", "pooling_param { pool: MAX kernel_size: 3 stride: 2 pad: 1 }") },
        { "mean pooling", Layer("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 }") },
        { "mean pooling with pads", Layer("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }") },
        { "global pooling", Layer("Pooling", "pooling_param { pool: AVE global_pooling: true }") },
        { "lrn", Layer("LRN", "lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 }") },
        { "softmax", Layer("Softmax", "") },
        { "flatten", Layer("Flatten", "") },
        { "permute", Layer("Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }") },
        { "power", Layer("AbsVal", "", "a") + Layer("Power", "power_param { power: 1.5 scale: 2 shift: 0.5 }", "y", "a") },
        { "tanh", Layer("TanH", "") },
        { "elu", Layer("ELU", "elu_param { alpha: 0.7 }") },
        { "prelu", Layer("PReLU", "") },
        { "batch norm and scale", Layer("BatchNorm", "", "b") + Layer("Scale", "scale_param { bias_term: true }", "y", "b") },
        {
            "slices and concatenation",
            "layer { name: \"s\" type: \"Slice\" bottom: \"x\" top: \"a\" top: \"b\" slice_param { axis: 1 slice_point: 2 } }\n"
            + "layer { name: \"y\" type: \"Concat\" bottom: \"b\" bottom: \"a\" top: \"y\" concat_param { axis: 1 } }"
        },
        {
            "small net",
            Conv("c1", "x", "c1", 8, "kernel_size: 3 pad: 1") + Layer("ReLU", "", "c1", "c1")
            + Layer("Pooling", "pooling_param { pool: MAX kernel_size: 2 stride: 2 }", "p", "c1")
                + Conv("c2", "p", "c2", 8, "kernel_size: 1")
            + "layer { name: \"e\" type: \"Eltwise\" bottom: \"p\" bottom: \"c2\" top: \"e\" eltwise_param { operation: SUM } }\n"
            + Layer("InnerProduct", "inner_product_param { num_output: 5 }", "f", "e") + Layer("Softmax", "", "y", "f")
        },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Network_GivesWhatOpenCvGives(string name, string layers)
    {
        name.ShouldNotBeEmpty();
        var text = "input: \"x\" input_dim: 1 input_dim: 6 input_dim: 9 input_dim: 11\n" + layers;
        using var files = new CaffeFiles(text, Weights(text));
        using var model = files.Open();
        float[] values = [.. Random(new Random(5), 6 * 9 * 11)];
        var (input, output) = (files.Text + ".input.npy", files.Text + ".output.npy");
        NpyFile.Write(input, [1, 6, 9, 11], values);
        RunOracle(files.Text, files.Weights, input, output);

        var actual = GraphEvaluator.Run(model.Graph, Tensor.Create(new Shape(1, 6, 9, 11), values)).ShouldHaveSingleItem();

        var expected = NpyFile.Read(output).ToSingles();
        actual.Shape.ElementCount.ShouldBe(expected.Length);
        foreach (var (a, e) in actual.ToSingles().Zip(expected)) a.ShouldBe(e, 1e-4 + (1e-4 * Math.Abs(e)));
    }

    private static void RunOracle(params string[] arguments)
    {
        if (!File.Exists(Python)) Assert.Skip("python3-opencv is not here; apt-get install python3-opencv");
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", Script, .. arguments]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (error.Contains("No module named", StringComparison.Ordinal)) Assert.Skip(
            "python3-opencv is not here; apt-get install python3-opencv");
        process.ExitCode.ShouldBe(0, error);
    }

    private static string Layer(string type, string parameters, string top = "y", string bottom = "x") =>
        $"layer {{ name: \"{type}\" type: \"{type}\" bottom: \"{bottom}\" top: \"{top}\" {parameters} }}\n";

    private static string Conv(string name, string bottom, string top, int outputs, string parameters, string type = "Convolution") =>
        $"layer {{ name: \"{name}\" type: \"{type}\" bottom: \"{bottom}\" top: \"{top}\" "
        + $"convolution_param {{ num_output: {outputs} {parameters} }} }}\n";

    // What each layer that the networks above name needs.
    private static ProtoWriter Weights(string text)
    {
        var (net, random) = (new ProtoWriter(), new Random(4));
        (long[], float[]) Blob(float low, params long[] shape) =>
            (shape, [.. Random(random, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(v => low + v)]);
        foreach (var line in text.Split('\n'))
        {
            long Number(string key, long fallback) => line.Split($"{key}: ") is [_, var rest, ..] ? long.Parse(rest.Split(' ')[0])
                : fallback;
            var name = line.Split("name: \"") is [_, var named] ? named.Split('"')[0] : "";
            long outputs = Number("num_output", 0), k = Number("kernel_size", 0), groups = Number("group", 1);
            var inputs = name == "c2" ? 8 : 6;
            long h = Number("kernel_h", k), w = Number("kernel_w", k);
            (long[], float[])[] bias = line.Contains("bias_term: false") ? [] : [Blob(0, outputs)];
            if (line.Contains("\"Convolution\"")) CaffeFiles.Layer(net, name, [Blob(0, outputs, inputs / groups, h, w), .. bias]);
            else if (line.Contains("\"Deconvolution\"")) CaffeFiles.Layer(net, name, [Blob(0, inputs, outputs, h, w), .. bias]);
            else if (line.Contains("\"InnerProduct\"")) CaffeFiles.Layer(net, name, [Blob(0, outputs, 8 * 5 * 6), .. bias]);
            else if (line.Contains("\"PReLU\"")) CaffeFiles.Layer(net, name, [Blob(0, 6)]);
            else if (line.Contains("\"BatchNorm\"")) CaffeFiles.Layer(net, name, [Blob(0, 6), Blob(2, 6), ([1], [2f])]);
            else if (line.Contains("\"Scale\"")) CaffeFiles.Layer(net, name, [Blob(0, 6), Blob(0, 6)]);
        }
        return net;
    }

    private static IEnumerable<float> Random(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1);
}
