using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

public sealed class BenchCoresTests
{
    [Fact]
    public void Bench_OnACore_SaysWhichAndIsAnotherTrial()
    {
        var (free, pinned) = (Bench(null), Bench("0"));
        (pinned.Protocol.Cpus, pinned.Trials[0].Cpus).ShouldBe(("0", "0"));
        pinned.Trials[0].Latency.ShouldNotBeNull();
        pinned.Profiles[0].Steps.ShouldNotBeEmpty();
        (free.Protocol.Cpus, free.Trials[0].Outcome).ShouldBe((null, TrialStatus.Measured));
        pinned.Trials[0].Id.ShouldNotBe(free.Trials[0].Id);
        TrialId.Of(pinned.Model.Sha256, pinned.Trials[0], pinned.Device, pinned.Protocol).ShouldBe(pinned.Trials[0].Id);
    }

    [Fact]
    public void Bench_OnACoreThatIsNotThere_IsRefusedWithTheReason()
    {
        var trial = Bench("8000").Trials[0];
        (trial.Outcome, trial.Latency).ShouldBe((TrialStatus.Refused, null));
        trial.Reason.ShouldNotBeNull().ShouldStartWith("worker: cannot run on cores 8000 here: the system lets it run on 0");
    }

    [Fact]
    public void Bench_OnACoreOfAnAndroidDevice_SaysWhich()
    {
        Assert.SkipWhen(AdbDaemon.Problem is not null, AdbDaemon.Problem ?? "");
        Assert.SkipWhen(RunnerPrograms.Native().Problem is not null, RunnerPrograms.Native().Problem ?? "");
        using var daemon = new AdbDaemon();
        Bench("0", daemon.Address).Trials[0].Cpus.ShouldBe("0");
        Bench("8000", daemon.Address).Trials[0].Reason.ShouldNotBeNull().ShouldContain("cannot run on cores 8000 here");
    }

    [Fact]
    public void Protocol_WithCoresThatAreNone_IsRefused() =>
        Should.Throw<OptionException>(() => Bench("4-")).Message.ShouldContain("'4-' is not a list of cores as 0,2,4-7");

    private static BenchResult Bench(string? cores, string device = "host") => BenchRun.Run(
        new BenchOptions
        {
            Input = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.onnx") },
            Device = device,
            Engines = ["onnxruntime/cpu"],
            Protocol = MeasurementProtocol.Quick with { MinRounds = 1, MaxRounds = 1, MinSeconds = 0.01, Cpus = cores },
            Profiles = true,
        },
        SilentProgress.Instance, TimeProvider.System);
}
