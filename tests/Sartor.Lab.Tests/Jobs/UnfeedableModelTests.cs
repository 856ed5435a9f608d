using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>
/// Small, sound files that ask for more than there is, or for what is no number: each job ends with one sentence, at once.
/// </summary>
public sealed class UnfeedableModelTests : IDisposable
{
    private static readonly string s_data = Path.Combine(TestFiles.Root, "samples", "fashion");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Models => new()
    {
        { "vector.onnx", "input 'x': is [2147483647]" },
        { "matrix.onnx", "input 'x': is [1073741824,4]" },
        { "largest.onnx", "input 'x': is [9223372036854775807]" },
        { "bytes.onnx", "input 'x': is [1,3,2147483647,32]" },
        { "inputs.onnx", "inputs and outputs have" },
        { "output.onnx", "output 'y': is [20000,20000]" },
        { "strings.onnx", "takes string" },
        { "empty.onnx", "has no output" },
        { "strings.tflite", "takes string" },
        { "empty.tflite", "has no output" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void Convert_ends_with_a_sentence(string model, string expected) => Refuses(Lowered(model, expected), () =>
        ConvertRun.Run(new ConvertOptions { ModelPath = Write(model), OutputPath = Path.Combine(_folder.Path, "out.tflite") },
            TestContext.Current.CancellationToken));

    // What a model gives stays in the worker: that one is measured.
    public static TheoryData<string, string> ModelsToBench =>
        [.. Models.Where(row => row.Data.Item1 != "output.onnx").Select(row => row.Data)];

    [Theory]
    [MemberData(nameof(ModelsToBench))]
    public void Bench_ends_with_a_sentence(string model, string expected)
    {
        Refuses(expected, () => BenchRun.Run(
            new BenchOptions { Input = new InputOptions { ModelPath = Write(model) }, Protocol = MeasurementProtocol.Quick },
                SilentProgress.Instance, TimeProvider.System,
            TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Verify_ends_with_a_sentence(string model, string expected)
    {
        var path = Write(model);
        Refuses(expected, () => VerifyRun.Run(
            new VerifyOptions { VariantPath = path, Source = new InputOptions { ModelPath = path } }, SilentProgress.Instance,
                TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Fit_ends_with_a_sentence(string model, string expected)
    {
        Refuses(model is "output.onnx" ? "has no input" : Lowered(model, expected), () => FitRun.Run(
            new FitOptions { ModelPath = Write(model), DataPath = s_data, OutputFolder = _folder.Result, Quick = true },
                SilentProgress.Instance, TimeProvider.System,
            TestContext.Current.CancellationToken));
        Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).ShouldBe([model]);
    }

    // Where the network is converted before anything is fed, the numbers of the network are looked at first.
    private static string Lowered(string model, string expected) =>
        model is "largest.onnx" ? "has more multiplications or bytes than fit 63 bits" : expected;

    private static void Refuses(string expected, Action run)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Should.Throw<SartorException>(run);
        error.Message.ShouldContain(expected);
        error.Message.ShouldEndWith(".");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);
    }

    private string Write(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        if (name.EndsWith(".tflite", StringComparison.Ordinal)) WriteTFLite(path);
        else File.WriteAllBytes(path, Onnx(name).Build());
        return path;
    }

    private static OnnxBuilder Onnx(string name) => name switch
    {
        "vector.onnx" => Through("Relu", ElementType.Float32, int.MaxValue),
        "matrix.onnx" => Through("Relu", ElementType.Float32, 1 << 30, 4),
        "largest.onnx" => Through("Relu", ElementType.Float32, long.MaxValue),
        "bytes.onnx" => Through("Identity", ElementType.Int8, 1, 3, int.MaxValue, 32),
        "strings.onnx" => Through("Identity", ElementType.String, 2),
        "inputs.onnx" => new OnnxBuilder()
            .Input("a", ElementType.Float32, 30_000_000).Input("b", ElementType.Float32, 30_000_000).Input("c", ElementType.Float32,
                30_000_000)
            .Node("Sum", ["a", "b", "c"], ["y"]).Output("y", ElementType.Float32, 30_000_000),
        "output.onnx" => new OnnxBuilder()
            .Initializer("shape", [2], 20_000L, 20_000L).Node("ConstantOfShape", ["shape"], ["y"]).Output("y", ElementType.Float32, 20_000,
                20_000),
        _ => new OnnxBuilder().Input("x", ElementType.Float32, 1, 28, 28, 1).Node("Relu", ["x"], ["y"]),
    };

    private static OnnxBuilder Through(string type, ElementType element, params object[] extents) =>
        new OnnxBuilder().Input("x", element, extents).Node(type, ["x"], ["y"]).Output("y", element, extents);

    private static void WriteTFLite(string path)
    {
        var graph = new ModelGraph("test");
        var isText = path.EndsWith("strings.tflite", StringComparison.Ordinal);
        var x = graph.AddInput("x", new TensorType(isText ? ElementType.String : ElementType.Float32, new Shape(1, 28, 28, 1)));
        if (isText) graph.Outputs.Add(graph.Add(new Sartor.Graph.Operators.Shapes.Reshape([784]), [x], "y").Output);
        using var stream = File.Create(path);
        TFLiteWriter.Write(graph, stream, TFLiteWriteOptions.Default);
    }
}
