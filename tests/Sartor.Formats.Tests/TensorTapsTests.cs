using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests;

public sealed class TensorTapsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => ["dense.onnx", "dense.tflite", "fashion"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Copy_GivesItsOutputsAndThenTheTaps(string name)
    {
        using var model = ModelFormats.Open(
            name == "fashion" ? Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx") : TestFiles.Data("tiny", name));
        var taps = model.Taps.ShouldNotBeNull();
        taps.Values.ShouldAllBe(value => value.Producer != null && !model.Graph.Outputs.Contains(value));

        var path = Copy(model, taps.Values);
        if (model.Format.Name == "onnx")
        {
            // A second graph behind the file, which runtimes merge with the first; the tests of layers run such copies.
            var bytes = File.ReadAllBytes(path);
            bytes.Take((int)model.Content.Length).ShouldBe(File.ReadAllBytes(model.Path));
            bytes.Length.ShouldBeGreaterThan((int)model.Content.Length + taps.Values.Sum(value => value.Name.Length));
            return;
        }
        using var copy = ModelFormats.Open(path);

        Describe(copy.Graph.Outputs).ShouldBe(Describe([.. model.Graph.Outputs, .. taps.Values]));
        Describe(copy.Graph.Inputs).ShouldBe(Describe(model.Graph.Inputs));
        copy.Graph.Nodes.Count.ShouldBe(model.Graph.Nodes.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void List_BehindATFLiteFile_IsAligned(int more)
    {
        var path = Path.Combine(_folder.Path, "odd.tflite");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(TestFiles.Data("tiny", "dense.tflite")), .. new byte[more]]);
        using var model = ModelFormats.Open(path);

        var copy = Copy(model, model.Taps!.Values);

        // The file to a whole word, the number of outputs, and their indices.
        var outputs = model.Graph.Outputs.Count + model.Taps.Values.Count;
        new FileInfo(copy).Length.ShouldBe((((new FileInfo(path).Length + 3) / 4) + 1 + outputs) * 4);
        using var read = ModelFormats.Open(copy);
        read.Graph.Outputs.Count.ShouldBe(model.Graph.Outputs.Count + model.Taps.Values.Count);
    }

    [Fact]
    public void ValueWithTwoNames_IsTappedOnce()
    {
        var path = Path.Combine(_folder.Path, "identity.onnx");
        File.WriteAllBytes(path, new OnnxBuilder().Input("x", ElementType.Float32, 1, 4).Node("Relu", ["x"], ["a"])
            .Node("Identity", ["a"], ["b"]).Node("Neg", ["b"], ["c"]).Node("Abs", ["c"], ["y"]).Output("y", ElementType.Float32, 1, 4)
            .Build());
        using var model = ModelFormats.Open(path);

        model.Taps!.Values.Select(value => value.Name).ShouldBe(["a", "c"]);
        File.Exists(Copy(model, model.Taps.Values)).ShouldBeTrue();
    }

    private string Copy(ModelFile model, IReadOnlyList<Value> taps)
    {
        var path = Path.Combine(_folder.Path, "copy");
        using var stream = File.Create(path);
        model.Taps!.Write(taps, stream);
        return path;
    }

    private static IEnumerable<string> Describe(IEnumerable<Value> values) => values.Select(value => $"{value.Name} {value.Type}");
}
