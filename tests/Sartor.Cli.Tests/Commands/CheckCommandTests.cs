using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Formats;

namespace Sartor.Cli.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SoundFile_HasNoFinding()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.tflite"));

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("0 of them quantized, 0 findings.");
    }

    [Fact]
    public void Finding_IsASentenceWithPlaceValueAndAdvice()
    {
        var run = CommandRun.Of("check", PerChannelDense.Write(_folder.Path));

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        run.Out.ShouldStartWith($"error runtime-wrong: FULLY_CONNECTED '{PerChannelDense.Node}': ");
        run.Out.ShouldContain("; expected types that runtime 2.9 computes. To do: quantize the weights of FULLY_CONNECTED with one scale");
        run.Out.ShouldContain("1 operator, 1 of them quantized, 1 finding.");
    }

    [Theory]
    [InlineData("missing.tflite")]
    [InlineData("text.tflite")]
    public void UnreadableFile_IsOneSentence(string name)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "text.tflite"), "no model");

        var run = CommandRun.Of("check", Path.Combine(_folder.Path, name));

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain(name);
        run.Error.Trim().ShouldNotContain("\n");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public void FileOfAFormatWithoutRules_IsOneSentence()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.onnx"));

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("there are no conformance rules for onnx");
    }

    [Fact]
    public void Target_SaysWhatStaysOnTheProcessor()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.tflite"), "--target", "ethos-u");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("on the processor: FULLY_CONNECTED");
        run.Out.ShouldContain("ethos-u executes 0 of 1 operator in 0 partitions");
    }

    [Fact]
    public void EveryTarget_HasATable()
    {
        ModelFormats.PlacementTargets.Count.ShouldBe(9);
        foreach (var target in ModelFormats.PlacementTargets)
            CommandRun.Of("check", TestFiles.Data("tiny", "dense.tflite"), "--target", target, "--json").Json()
                .GetProperty("placement").GetProperty("target").GetString().ShouldBe(target);
    }

    [Fact]
    public void UnknownTarget_ListsThoseThatThereAre()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.tflite"), "--target", "abacus");

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("unknown target 'abacus'; choose from ");
    }
}
