
namespace Sartor.Cli.Tests.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public void Device_BehindACommand_IsDescribedByItself()
    {
        var worker = Path.Combine(AppContext.BaseDirectory, "sartor-worker.dll");
        var run = CommandRun.Of("doctor", "--device", $"exec:dotnet '{worker}'", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var names = run.Json().GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()).ToArray();
        names.ShouldContain("tflite");
        names.ShouldNotContain("ssh", "the tools of this machine are not the device's");
    }

    [Fact]
    public void Device_ThatIsNoWorker_CannotFit()
    {
        var run = CommandRun.Of("doctor", "--device", "exec:echo this is not a frame at all");

        run.ExitCode.ShouldBe(ExitCodes.AnswerIsNo, run.Error);
        run.Out.ShouldContain("malformed reply from the worker");
    }

    [Fact]
    public void Machine_HasTheEnginesThatTheBuildFetched()
    {
        var run = CommandRun.Of("doctor", "--json");

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var document = run.Json();
        var checks = document.GetProperty("checks").EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
        checks["onnxruntime"].GetProperty("detail").GetString().ShouldBe("1.31.1");
        checks["tflite"].GetProperty("detail").GetString().ShouldBe("2.9.0");
        foreach (var name in (string[])["ssh", "chromium", "Node.js", "PyTorch", "Energy", "Processor"])
            checks.ShouldContainKey(name);
        foreach (var check in checks.Values.Where(c => c.GetProperty("state").GetString() == "missing"))
            check.GetProperty("howToGet").GetString().ShouldNotBeNullOrEmpty();
    }
}
