using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Lab.Tests.Devices;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>A job gives the same on this machine and through a command that runs the worker of this machine.</summary>
public sealed class DeviceJobTests
{
    [Fact]
    public void Verify_OnACommand_GivesTheNumbersOfTheHost()
    {
        VerificationResult On(string device) => VerifyRun.Run(
            new VerifyOptions
            {
                VariantPath = TestFiles.Data("tiny", "dense.tflite"),
                Source = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.onnx") },
                Device = device,
            },
            SilentProgress.Instance);

        var (host, command) = (On("host"), On(CommandDeviceTests.Address));
        host.Passed.ShouldBeTrue();
        ResultText(command).ShouldBe(ResultText(host));
    }

    [Fact]
    public void Bench_OnACommand_MeasuresTheSameTargets()
    {
        BenchResult On(string device) => BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.tflite") },
                Device = device,
                Protocol = new MeasurementProtocol { WarmUpMinSeconds = 0, MinSeconds = 0, MinRuns = 5 },
            },
            SilentProgress.Instance, TimeProvider.System);

        var (host, command) = (On("host"), On(CommandDeviceTests.Address));
        host.Trials.Count.ShouldBeGreaterThan(0);
        command.Trials.Select(t => (t.Engine, t.Delegate, t.EngineVersion, t.Delegation?.Text, t.Outcome, t.Reason))
            .ShouldBe(host.Trials.Select(t => (t.Engine, t.Delegate, t.EngineVersion, t.Delegation?.Text, t.Outcome, t.Reason)));
        (command.Device with { Address = "" }).Cpu.ShouldBe(host.Device.Cpu);
        command.Device.Address.ShouldBe("exec:dotnet \"sartor-worker.dll\"", "a result holds no folder of this machine");
        command.Protocol.Clock.ShouldBe(host.Protocol.Clock);
    }

    [Fact]
    public void Bench_OnAnEngineThatTheDeviceDoesNotHave_ListsThoseThatItHas()
    {
        var options = new BenchOptions
        {
            Input = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.tflite") },
            Device = CommandDeviceTests.Address,
            Engines = ["abacus"],
        };
        Should.Throw<OptionException>(() => BenchRun.Run(options, SilentProgress.Instance, TimeProvider.System)).Message
            .ShouldContain("there is no engine 'abacus'; there are onnxruntime");
    }

    private static string ResultText(VerificationResult result) => System.Text.Json.JsonSerializer.Serialize(result.Verdicts);
}
