using System.Buffers.Binary;
using Sartor.Contracts;
using Sartor.Contracts.Formats;

namespace Sartor.Cli.Tests.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_of_another_maker_passes()
    {
        var run = CommandRun.Of("verify", TestFiles.Data("tiny", "dense.tflite"), "--source", TestFiles.Data("tiny", "dense.onnx"));
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("Passed");
    }

    [Fact]
    public void File_that_is_compared_with_itself_is_told()
    {
        var run = CommandRun.Of("verify", TestFiles.Data("tiny", "dense.onnx"), "--source", TestFiles.Data("tiny", "dense.onnx"));
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("the same file");
        CommandRun.Of("verify", TestFiles.Data("tiny", "dense.tflite"), "--source", TestFiles.Data("tiny", "dense.onnx")).Out
            .ShouldNotContain("the same file");
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("float16")]
    [InlineData("dynamic-range-int8")]
    public void Precision_is_told_by_the_tensors(string precision)
    {
        var variant = Path.Combine(_folder.Path, "variant.tflite");
        CommandRun.Of(
            "convert", Fashion.Model, "--precision", precision, "--out", variant, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done);
        var run = CommandRun.Of("verify", variant, "--source", Fashion.Model, "--data", Fashion.Data, "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("precision").GetString().ShouldBe(precision);
        run.Json().GetProperty("data").GetProperty("split").GetProperty("heldOutSamples").GetInt32().ShouldBe(1000);
        // PyTorch's own accuracy on the 1,000 images.
        run.Json().GetProperty("verdicts")[0].GetProperty("scores")[0].GetProperty("source").GetProperty("correct").GetInt32()
            .ShouldBe(942);
    }

    [Fact]
    public void Variant_of_another_network_fails()
    {
        var source = TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");
        var other = Path.Combine(_folder.Path, "other.tflite");
        var bytes = File.ReadAllBytes(source);
        // Some weights in the middle of the file set to 0.
        Array.Clear(bytes, bytes.Length / 2, 65_536);
        File.WriteAllBytes(other, bytes);
        var run = CommandRun.Of("verify", other, "--source", source);
        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Out + run.Error);
        run.Out.ShouldContain("Failed");
    }

    /// <summary>A Caffe network is two files, and either names it.</summary>
    [Fact]
    public void Source_of_two_files_is_the_same_by_either()
    {
        string In(string name) => Path.Combine(_folder.Path, name);
        File.WriteAllText(
            In("net.prototxt"), """
            input: "data" input_dim: 1 input_dim: 2 input_dim: 1 input_dim: 1
            layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 3 bias_term: false } }
            """);
        var data = new byte[6 * 4];
        for (var i = 0; i < 6; i++) BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), i - 2.5f);
        var blob = new ProtoWriter().Blob(5, data).Message(7, new ProtoWriter().Packed(1, 3, 2));
        File.WriteAllBytes(
            In("net.caffemodel"),
            new ProtoWriter().Message(100, new ProtoWriter().Text(1, "ip").Text(2, "InnerProduct").Message(7, blob)).Bytes);
        CommandRun.Of("convert", In("net.prototxt"), "--out", In("net.onnx")).ExitCode.ShouldBe(ExitCodes.Done);
        foreach (var name in (string[])["net.prototxt", "net.caffemodel"])
        {
            var run = CommandRun.Of("verify", In("net.onnx"), "--source", In(name));
            run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        }
        CommandRun.Of("convert", In("net.onnx"), "--out", In("chain.tflite")).ExitCode.ShouldBe(ExitCodes.Done);
        var other = CommandRun.Of("verify", In("chain.tflite"), "--source", In("net.prototxt"), "--json");
        other.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, other.Out + other.Error);
        other.Out.ShouldContain("than the given source; give that one");
    }

    [Fact]
    public void Networks_that_do_not_belong_together_are_refused()
    {
        CommandRun.Of("verify", TestFiles.Data("tiny", "dense.tflite"), "--source", Fashion.Model).ShouldBeRefused()
            .ShouldContain("give the model that it was made from");
        CommandRun.Of("verify", TestFiles.Data("tiny", "dense.tflite")).ShouldBeRefused().ShouldContain("--source");
        CommandRun.Of("verify", Path.Combine(_folder.Path, "none.tflite"), "--source", Fashion.Model).ShouldBeRefused()
            .ShouldContain("there is no such file");
    }
}
