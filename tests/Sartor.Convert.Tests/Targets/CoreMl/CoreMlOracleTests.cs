using System.Text;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.CoreMl;

/// <summary>The check of the structure finds what is wrong with a package, so that its silence says something.</summary>
public sealed class CoreMlOracleTests : IDisposable
{
    private const string Model = "Data/com.apple.CoreML/model.mlmodel";
    private const string Weights = "Data/com.apple.CoreML/weights/weight.bin";

    private readonly TemporaryFolder _folder = new();

    private string Package => Path.Combine(_folder.Path, "net.mlpackage");

    [Fact]
    public void SoundPackage_HasNoProblem()
    {
        Write();
        CoreMlOracle.RequireSound(_folder.Path, 1);
    }

    // Each mistake keeps the length of what it replaces, so that the messages around it stay whole.
    [Theory]
    [InlineData("pad_type", "pad_tyqe", "has no argument pad_tyqe")]
    [InlineData("dilations", "dilationz", "has no argument dilationz")]
    [InlineData("custom", "costum", "pad_type is")]
    [InlineData("CoreML6", "CoreML5", "operator set CoreML5")]
    [InlineData("softmax", "softmux", "no such operation")]
    [InlineData("weight.bin", "height.bin", "in @model_path/weights/height.bin")]
    public void MistakeInTheProgram_IsFound(string right, string wrong, string problem)
    {
        Write();
        Change(Model, bytes => Replace(bytes, Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(wrong)));
        CoreMlOracle.Check(_folder.Path).ShouldContain(line => line.Contains(problem, StringComparison.Ordinal));
    }

    // The value of a field of one byte behind its tag: the version, and the types of results.
    [Theory]
    [InlineData(new byte[] { 0x08, 7 }, new byte[] { 0x08, 6 }, "specification 6")]
    [InlineData(new byte[] { 0x08, 11, 0x10, 4 }, new byte[] { 0x08, 10, 0x10, 4 }, "type")]
    [InlineData(new byte[] { 0x08, 23, 0x10, 1 }, new byte[] { 0x08, 11, 0x10, 1 }, "without floats")]
    public void WrongNumberInTheProgram_IsFound(byte[] right, byte[] wrong, string problem)
    {
        Write();
        Change(Model, bytes => Replace(bytes, right, wrong));
        CoreMlOracle.Check(_folder.Path).ShouldContain(line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "of which")]
    [InlineData(4, "version")]
    [InlineData(64, "sentinel")]
    [InlineData(68, "of type")]
    [InlineData(72, "bytes of type")]
    [InlineData(80, "data at")]
    [InlineData(96, "reserved bytes")]
    public void MistakeInTheWeights_IsFound(int at, string problem)
    {
        Write();
        Change(Weights, bytes => bytes[at] += 3);
        CoreMlOracle.Check(_folder.Path).ShouldContain(line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void WeightsThatEndEarly_OrGoOn_AreFound()
    {
        Write();
        var whole = File.ReadAllBytes(Path.Combine(Package, Weights));
        File.WriteAllBytes(Path.Combine(Package, Weights), whole[..^64]);
        CoreMlOracle.Check(_folder.Path).Length.ShouldBeGreaterThan(1);
        File.WriteAllBytes(Path.Combine(Package, Weights), [.. whole, .. new byte[64]]);
        CoreMlOracle.Check(_folder.Path).ShouldContain(line => line.Contains("the blobs end at", StringComparison.Ordinal));
    }

    [Fact]
    public void ManifestThatNamesAFileThatIsNotThere_IsFound()
    {
        Write();
        Change("Manifest.json", bytes => Replace(bytes, "CoreML/model.mlmodel"u8.ToArray(), "CoreML/other.mlmodel"u8.ToArray()));
        CoreMlOracle.Check(_folder.Path).ShouldContain(line => line.Contains("which is not there", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private void Write()
    {
        var graph = new ModelGraph("net");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 3, 8, 8)));
        var kernel = ModelGraph.NewConstant("w", Tensor.Create(new Shape(4, 3, 3, 3), new float[4 * 27]));
        var op = new Convolution(ChannelLayout.ChannelsFirst, KernelLayout.OutputInputSpatial, 1, [1, 1], [1, 1], [1, 1], [1, 1]);
        graph.Outputs.Add(graph.Add(new Softmax(1), [graph.Add(op, [x, kernel, null], "c").Output], "y").Output);
        new ModelConverter(ConversionTargets.Get("coreml"), graph).Write(Precision.Float32, Package);
    }

    private void Change(string name, Action<byte[]> change)
    {
        var path = Path.Combine(Package, name);
        var bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
    }

    private static void Replace(byte[] bytes, byte[] right, byte[] wrong)
    {
        var at = bytes.AsSpan().IndexOf(right);
        at.ShouldBeGreaterThanOrEqualTo(0, "the program has no such bytes");
        for (; at >= 0; at = Next(bytes, right, at)) wrong.CopyTo(bytes, at);
    }

    private static int Next(byte[] bytes, byte[] right, int at) =>
        bytes.AsSpan(at + right.Length).IndexOf(right) is >= 0 and var next ? at + right.Length + next : -1;
}
