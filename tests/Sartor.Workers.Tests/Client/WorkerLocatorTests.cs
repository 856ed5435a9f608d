using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Client;

public sealed class WorkerLocatorTests : IDisposable
{
    private static readonly string Program = OperatingSystem.IsWindows() ? "sartor-worker.exe" : "sartor-worker";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FindRunner_OfTheSameSources_IsTheOneOfThatKindOfMachine()
    {
        var path = WriteRunner("linux-arm64", WorkerBuild.Id + "\n");
        WorkerLocator.FindRunner("linux-arm64", _folder.Path).ShouldBe(path);
        WorkerLocator.FindRunner("linux-x64", _folder.Path).ShouldBeNull();
    }

    [Theory]
    [InlineData("0123456789abcdef")]
    [InlineData("")]
    [InlineData(null)]
    public void FindRunner_OfOtherOrUnknownSources_IsNull(string? build)
    {
        WriteRunner("linux-arm64", build);
        WorkerLocator.FindRunner("linux-arm64", _folder.Path).ShouldBeNull();
    }

    [Fact]
    public void Find_WithARunnerBesideTheProgram_PrefersIt()
    {
        var (path, problem) = RunnerPrograms.Native();
        Assert.SkipWhen(path is null, problem ?? "");
        WorkerLocator.Find(new EngineWorkerOptions()).FileName.ShouldBe(path);
    }

    [Fact]
    public void Find_PathOfAnAssembly_IsStartedByTheRunningDotNet()
    {
        var start = WorkerLocator.Find(
            new EngineWorkerOptions { WorkerPath = Path.Combine(AppContext.BaseDirectory, "sartor-worker.dll") });
        Path.GetFileNameWithoutExtension(start.FileName).ShouldBe("dotnet");
        Path.IsPathFullyQualified(start.FileName).ShouldBeTrue(start.FileName);
        start.ArgumentList.ShouldBe([Path.Combine(AppContext.BaseDirectory, "sartor-worker.dll")]);
    }

    [Fact]
    public void Find_PathThatIsNotThere_SaysHowToGetIt() =>
        Should.Throw<EngineException>(
            () => WorkerLocator.Find(new EngineWorkerOptions { WorkerPath = _folder.Result })).Message.ShouldContain("build Sartor.Worker");

    private string WriteRunner(string rid, string? build)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "runners", rid)).FullName;
        if (build is not null) File.WriteAllText(Path.Combine(folder, WorkerBuild.FileName), build);
        var path = Path.Combine(folder, Program);
        File.WriteAllText(path, "");
        return path;
    }
}
