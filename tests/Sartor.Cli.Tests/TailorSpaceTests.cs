using Sartor.Contracts;

namespace Sartor.Cli.Tests;

public sealed class TailorSpaceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-tailor-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Space_IsProposedWrittenAndReadBack()
    {
        var model = TorchvisionModels.Path("mobilenet_v3_small");
        var file = Path.Combine(_folder, "space.toml");

        var proposed = CommandRun.Of("tailor", "space", model, "--write", file, "--json").Json();
        var read = CommandRun.Of("tailor", "space", model, "--space", file, "--json").Json();

        proposed.GetProperty("schema").GetString().ShouldBe("sartor.tailor-space/1");
        read.GetProperty("fingerprint").GetString().ShouldBe(proposed.GetProperty("fingerprint").GetString());
        read.GetProperty("spaceFile").GetString().ShouldBe(file);
        var again = CommandRun.Of("tailor", "space", model, "--write", file);
        again.ExitCode.ShouldBe(2);
        again.Error.ShouldContain("exists already");
    }

    [Fact]
    public void Space_SaysWhatDoesNotVaryAndWhy()
    {
        var space = Path.Combine(TestFiles.Root, "samples", "spaces", "resnet50.toml");

        var run = CommandRun.Of("tailor", "space", TorchvisionModels.Path("resnet50"), "--space", space);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("100");
        run.Out.ShouldContain("2.12e13");
        run.Out.ShouldContain("stage1.block1: stays: it makes [1,256,56,56] of [1,64,56,56]");
        run.Out.ShouldContain("head: width_mult: its only layer gives the network's outputs");
    }

    // The numbers are those of the samples' own texts.
    [Theory]
    [InlineData("fashion_mnist.toml", "make all 1.85e9 networks of")]
    [InlineData("fashion_mnist_small.toml", "make all 21952 networks of")]
    public void Operators_AreOfAsManyNetworksAsTheSpaceHas(string space, string told)
    {
        var model = Path.Combine(TestFiles.Root, "samples", "supernet", "model.onnx");

        var run = CommandRun.Of("tailor", "operators", model, "--space", Path.Combine(TestFiles.Root, "samples", "spaces", space));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain(told);
    }

    [Fact]
    public void Mermaid_HasEachStageOnce()
    {
        var run = CommandRun.Of("tailor", "space", TorchvisionModels.Path("resnet18"), "--mermaid");

        run.Out.ShouldStartWith("flowchart TD\n");
        foreach (var stage in (string[])["stem", "stage1", "stage2", "stage3", "stage4", "head"])
            run.Out.Split($"  {stage}[\"").Length.ShouldBe(2, stage);
        run.Out.ShouldContain("stage4 --> head");
    }

    [Theory]
    [InlineData("README.md", "unsupported format")]
    [InlineData("tests/data/tiny/dense.tflite", "a space is read from onnx files, and this is tflite")]
    [InlineData("tests/data/tiny/dense.onnx", "no block repeats")]
    public void FileThatIsNoSuchNetwork_IsRefused(string file, string expected)
    {
        var run = CommandRun.Of("tailor", "space", Path.Combine(TestFiles.Root, file));

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(expected);
    }
}
