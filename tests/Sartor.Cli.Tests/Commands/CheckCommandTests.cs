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
        run.Error.ShouldContain("--target ort-nnapi|ort-coreml");
    }

    [Fact]
    public void TargetOfAFormatWithoutRules_SaysWhatItTakesAndThatNothingElseWasChecked()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.onnx"), "--target", "ort-coreml");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("ort-coreml executes 2 of 2 operators in 1 partition, by its documentation (ONNX Runtime");
        run.Out.ShouldContain("dense.onnx: 2 operators; there are no conformance rules for onnx, so nothing else was checked.");

        var json = CommandRun.Of("check", TestFiles.Data("tiny", "dense.onnx"), "--target", "ort-coreml", "--json").Json();
        json.GetProperty("passed").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.GetProperty("runtime").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        json.GetProperty("findings").GetArrayLength().ShouldBe(0);
        json.GetProperty("placement").GetProperty("taken").GetInt32().ShouldBe(2);
    }

    [Theory]
    [InlineData("dense.onnx", "gpu", "'gpu' takes no onnx files; choose from ort-nnapi, ")]
    [InlineData("dense.tflite", "ort-nnapi", "'ort-nnapi' takes no tflite files; choose from xnnpack, ")]
    public void TargetOfAnotherFormat_ListsThoseOfTheFile(string file, string target, string problem)
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", file), "--target", target);

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain(problem);
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
        ModelFormats.PlacementTargets.Count.ShouldBe(12);
        foreach (var target in ModelFormats.PlacementTargets)
        {
            var file = target.StartsWith("ort-", StringComparison.Ordinal) ? "dense.onnx" : "dense.tflite";
            CommandRun.Of("check", TestFiles.Data("tiny", file), "--target", target, "--json").Json()
                .GetProperty("placement").GetProperty("target").GetString().ShouldBe(target);
        }
    }

    [Fact]
    public void UnknownTarget_ListsThoseThatThereAre()
    {
        var run = CommandRun.Of("check", TestFiles.Data("tiny", "dense.tflite"), "--target", "abacus");

        run.ExitCode.ShouldBe(ExitCodes.BadInput);
        run.Error.ShouldContain("unknown target 'abacus'; choose from ");
    }
}
