using Sartor.Contracts;
using Sartor.Workers.Client;

namespace Sartor.Workers.Tests.Client;

public sealed class WorkerExitTests
{
    [Theory]
    [InlineData(137, "", true, WorkerFailureKind.OutOfMemory)]
    [InlineData(137, "", false, WorkerFailureKind.Killed)]
    [InlineData(134, "terminate called after throwing an instance of 'std::bad_alloc'", false, WorkerFailureKind.OutOfMemory)]
    [InlineData(134, "Out of memory.", false, WorkerFailureKind.OutOfMemory)]
    [InlineData(134, "free(): invalid pointer", false, WorkerFailureKind.Crash)]
    [InlineData(139, "", true, WorkerFailureKind.Crash)]
    [InlineData(3, "", false, WorkerFailureKind.Crash)]
    [InlineData(143, "", false, WorkerFailureKind.Killed)]
    [InlineData(130, "", true, WorkerFailureKind.Killed)]
    public void Explain_BlamesMemoryOnEvidenceOnly(int code, string line, bool memoryRanOut, WorkerFailureKind kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        WorkerExit.Explain(code, [line], memoryRanOut).Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData(143, "SIGTERM")]
    [InlineData(130, "SIGINT")]
    [InlineData(129, "SIGHUP")]
    public void SignalThatEndsAWholeJob_DoesNotBlameTheModel(int code, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        var message = WorkerExit.Explain(code, [], memoryRanOut: false).Message;
        message.ShouldContain(signal);
        message.ShouldContain("from outside");
        message.ShouldNotContain("at fault");
    }

    [Theory]
    [InlineData("nr_free_pages 5\noom_kill 12\nnuma_hit 3\n", 12L)]
    [InlineData("nr_free_pages 5\n", null)]
    [InlineData("oom_kill many\n", null)]
    [InlineData(null, null)]
    public void OomKills_AreReadFromVmstat(string? text, long? count)
    {
        using var root = new TemporaryFolder();
        if (text is not null)
        {
            Directory.CreateDirectory(Path.Combine(root.Path, "proc"));
            File.WriteAllText(Path.Combine(root.Path, "proc", "vmstat"), text);
        }
        OomKills.Count(root.Path).ShouldBe(count);
    }
}
