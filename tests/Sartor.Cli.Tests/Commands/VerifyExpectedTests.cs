using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Cli.Tests.Commands;

public sealed class VerifyExpectedTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OutputsOfAnotherRuntime_AreJudged()
    {
        var model = Negation();
        NpyFile.Write(File("in.npy"), [3, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8, -1, -2, -3, -4);
        NpyFile.Write(File("right.npy"), [3, 1, 2, 2], -1, -2, -3, -4, -5, -6, -7, -8, 1, 2, 3, 4);
        NpyFile.Write(File("wrong.npy"), [3, 2, 2], -1, -2, -3, -4, -5, -6, -7, -8, 1, 2, 3, 5);

        var run = CommandRun.Of("verify", model, "--expected", File("right.npy"), "--data", File("in.npy"), "--json");
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Json().GetProperty("source").GetProperty("format").GetString().ShouldBe("arrays");
        run.Json().GetProperty("verdicts")[0].GetProperty("parity")[0].GetProperty("samples").GetInt32().ShouldBe(3);
        CommandRun.Of("verify", model, "--expected", File("wrong.npy"), "--data", File("in.npy")).ExitCode.ShouldBe(ExitCodes.AnswerIsNo);
    }

    /// <summary>A format that no engine runs is read back, as it is beside a source.</summary>
    [Fact]
    public void FormatWithoutAnEngine_IsReadBack()
    {
        var model = File("neg.param");
        CommandRun.Of("convert", Negation(), "--out", model, "--no-verify").ExitCode.ShouldBe(ExitCodes.Done);
        NpyFile.Write(File("in.npy"), [1, 2, 2], 1, 2, 3, 4);
        NpyFile.Write(File("right.npy"), [1, 2, 2], -1, -2, -3, -4);
        NpyFile.Write(File("wrong.npy"), [1, 2, 2], -1, -2, -3, 4);
        var run = CommandRun.Of("verify", model, "--expected", File("right.npy"), "--data", File("in.npy"));
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Out + run.Error);
        run.Out.ShouldContain("never run on ncnn");
        CommandRun.Of("verify", model, "--expected", File("wrong.npy"), "--data", File("in.npy")).ExitCode.ShouldBe(ExitCodes.AnswerIsNo);
    }

    [Fact]
    public void ArraysOfAnotherKind_AreRefused()
    {
        var model = Negation();
        NpyFile.Write(File("in.npy"), [2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8);
        NpyFile.Write(File("one.npy"), [1, 2, 2], 1, 2, 3, 4);
        NpyFile.Write(File("long.npy"), [2, 2, 3], [.. new float[12]]);
        NpyFile.Write(File("whole.npy"), "<i4", [2, 2, 2], new int[8]);
        System.IO.File.WriteAllText(File("text.npy"), "no array");
        Directory.CreateDirectory(File("empty"));

        Refused("one.npy").ShouldContain("1 sample");
        Refused("long.npy").ShouldContain("[2,3]");
        Refused("whole.npy").ShouldContain("int32");
        Refused("text.npy").ShouldContain("neither IDX nor .npy");
        Refused("none.npy").ShouldContain("none.npy");
        CommandRun.Of("verify", model, "--expected", File("in.npy")).ShouldBeRefused().ShouldContain("--data");
        CommandRun.Of("verify", model, "--expected", File("empty")).ShouldBeRefused().ShouldContain("input.npy");
        CommandRun.Of("verify", model, "--expected", File("in.npy"), "--source", model).ShouldBeRefused().ShouldContain("--source");
        CommandRun.Of("verify", model, "--expected", File("in.npy"), "--data", File("in.npy"), "--labels", File("in.npy"))
            .ShouldBeRefused().ShouldContain("--labels");

        string Refused(string expected) =>
            CommandRun.Of("verify", model, "--expected", File(expected), "--data", File("in.npy")).ShouldBeRefused();
    }

    [Fact]
    public void Folder_HasArraysOfAllInputsAndOutputs()
    {
        var model = File("model.onnx");
        System.IO.File.WriteAllBytes(model, new OnnxBuilder().Input("a", ElementType.Float32, 2).Input("b", ElementType.Float32, 2)
            .Node("Sub", ["a", "b"], ["s"]).Node("Neg", ["s"], ["t"])
            .Output("s", ElementType.Float32, 2).Output("t", ElementType.Float32, 2).Build());
        NpyFile.Write(File("input.0.npy"), [2, 2], 5, 7, 1, 2);
        NpyFile.Write(File("input.1.npy"), [2, 2], 1, 2, 3, 5);
        NpyFile.Write(File("output.0.npy"), [2, 2], 4, 5, -2, -3);
        CommandRun.Of("verify", model, "--expected", _folder.Path).ShouldBeRefused().ShouldContain("2 outputs");
        NpyFile.Write(File("output.1.npy"), [2, 2], -4, -5, 2, 3);

        CommandRun.Of("verify", model, "--expected", _folder.Path).ExitCode.ShouldBe(ExitCodes.Done);
        NpyFile.Write(File("output.1.npy"), [2, 2], 4, 5, 2, 3);
        CommandRun.Of("verify", model, "--expected", _folder.Path).ExitCode.ShouldBe(ExitCodes.AnswerIsNo);
    }

    [Theory]
    [InlineData("scripted.pt", ExitCodes.Done)]
    [InlineData("traced.pt", ExitCodes.AnswerIsNo)]
    public void FileForPyTorchMobile_ThatIsSilentlyWrong_IsCaught(string file, int expected)
    {
        Run(Python, "-c", "import torch, onnx");
        Run(Python, TestFiles.Data("torch", "normalized.py"), _folder.Path).ShouldBe(0);
        var dump = Path.Combine(TestFiles.Root, "python", "dump_outputs.py");
        Run(Python, dump, File(file), "--shape", "1,3,16,12", "--out", File("dump")).ShouldBe(0);

        var run = CommandRun.Of("verify", File("model.onnx"), "--expected", File("dump"));

        run.ExitCode.ShouldBe(expected, run.Out + run.Error);
    }

    private static int Run(string program, params string[] arguments)
    {
        if (!System.IO.File.Exists(program)) Assert.Skip($"{program} is not here");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && arguments[0] == "-c") Assert.Skip("PyTorch is not here; install python/requirements-debian.txt");
        process.ExitCode.ShouldBe(0, error);
        return process.ExitCode;
    }

    private string Negation()
    {
        var path = File("negation.onnx");
        System.IO.File.WriteAllBytes(path, new OnnxBuilder().Input("x", ElementType.Float32, 1, 2, 2).Node("Neg", ["x"], ["y"])
            .Output("y", ElementType.Float32, 1, 2, 2).Build());
        return path;
    }

    private string File(string name) => Path.Combine(_folder.Path, name);
}
