using Sartor.Contracts;
using Sartor.Contracts.Devices;
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
    public void Verify_OnAnEmulatedArm64Board_AgreesWithTheReferenceOfThisMachine()
    {
        using var board = EmulatedMachine.WithWorker();
        var result = VerifyRun.Run(
            new VerifyOptions
            {
                VariantPath = TestFiles.Data("tiny", "dense.tflite"),
                Source = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.onnx") },
                Device = $"exec:{board.Program}",
            },
            SilentProgress.Instance, TestContext.Current.CancellationToken);

        result.Verdicts.Select(v => v.Target.ToString()).ShouldBe(["tflite/xnnpack", "tflite/none"]);
        // The tolerance of docs/on-device-runner.md, a hundred times narrower than the gate's.
        result.Verdicts.ShouldAllBe(v => v.Gate.Passed && v.Parity[0].MaxRelError < 1e-5);
    }

    [Theory]
    [InlineData("dense.onnx", "onnxruntime/cpu")]
    [InlineData("dense.tflite", "tflite/xnnpack tflite/none")]
    public void Bench_OnAnEmulatedArm64Board_MeasuresWhatTheBoardHas(string model, string targets)
    {
        using var board = EmulatedMachine.WithWorker();
        var result = BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = TestFiles.Data("tiny", model) },
                Device = $"exec:{board.Program}",
                Protocol = new MeasurementProtocol { WarmUpMinSeconds = 0, MinSeconds = 0, MinRuns = 5, MinRounds = 1, MaxRounds = 1 },
            },
            SilentProgress.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

        result.Trials.Select(t => t.Target.ToString()).ShouldBe(targets.Split(' '));
        result.Trials.ShouldAllBe(t => t.Outcome == TrialStatus.Measured);
        result.Device.Architecture.ShouldBe("arm64");
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
            .ShouldContain("unknown engine 'abacus'; choose from litert, litert/wasm, onnxruntime");
    }

    private static string ResultText(VerificationResult result) => System.Text.Json.JsonSerializer.Serialize(result.Verdicts);
}
