namespace Sartor.Core.Tests;

public sealed class StagedOutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-core-").FullName;

    private string Place => Path.Combine(_folder, "out.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void DeadRun_IsClearedByTheNextOneWhateverItsOutput()
    {
        Directory.CreateDirectory(Path.Combine(Hidden(), "new"));
        File.WriteAllText(Path.Combine(Hidden(), "lock"), "");

        using (StagedOutput.Begin(Path.Combine(_folder, "another.bin"))) Directory.Exists(Hidden()).ShouldBeFalse();

        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void LivingRun_IsLeftAlone()
    {
        using var living = StagedOutput.Begin(Place);
        File.WriteAllText(living.Path, "first");

        using (var second = StagedOutput.Begin(Place))
        {
            File.WriteAllText(second.Path, "second");
            second.PublishFile();
        }

        File.ReadAllText(living.Path).ShouldBe("first");
        living.PublishFile();
        File.ReadAllText(Place).ShouldBe("first");
    }

    [Theory]
    [InlineData(".out.bin.2147483646.part")]
    [InlineData(".out.bin.2147483646.unverified")]
    [InlineData("..out.bin.2147483646.unverified.2147483646.part")]
    [InlineData(".out.bin.2147483646.unverified.float")]
    public void FileOfAnEarlierVersion_IsClearedWhereItsProcessIsGone(string name)
    {
        // No process has that number: Linux ends at 4,194,304, and others below. Number 1 always runs.
        File.WriteAllText(Path.Combine(_folder, name), "");
        var running = Path.Combine(_folder, name.Replace("2147483646", "1", StringComparison.Ordinal));
        File.WriteAllText(running, "");
        var mine = Path.Combine(_folder, ".out.bin.notes");
        File.WriteAllText(mine, "");

        using (StagedOutput.Begin(Place)) { }

        Directory.EnumerateFileSystemEntries(_folder).Order().ShouldBe(new[] { running, mine }.Order());
    }

    [Fact]
    public void FolderOfARunKilledBetweenItsRenames_GetsItsPlaceBack()
    {
        var replaced = Path.Combine(Hidden(), "old", "result");
        Directory.CreateDirectory(replaced);
        File.WriteAllText(Path.Combine(replaced, "result.json"), "earlier");

        using (StagedOutput.Begin(Path.Combine(_folder, "result")))
            File.ReadAllText(Path.Combine(_folder, "result", "result.json")).ShouldBe("earlier");
    }

    [Fact]
    public void FolderThatMayNotBeReplaced_StaysWhereItIs()
    {
        var place = Path.Combine(_folder, "result");
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "mine"), "mine");
        using (var staged = StagedOutput.Begin(place))
        {
            Directory.CreateDirectory(staged.Path);
            Should.Throw<OutputException>(() => staged.PublishFolder(() => throw new OutputException(place, "is mine")));
        }

        File.ReadAllText(Path.Combine(place, "mine")).ShouldBe("mine");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBe([place]);
    }

    [Fact]
    public void ProcessThatDoesNotWaitForItsWork_LeavesNothing()
    {
        var staged = StagedOutput.Begin(Place);
        File.WriteAllText(staged.Path, "half");

        staged.Dispose();

        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
        Should.Throw<ObjectDisposedException>(staged.PublishFile);
    }

    [Fact]
    public void Sentence_NamesThePlaceThatTheUserGave()
    {
        using var staged = StagedOutput.Begin(Place);

        new EngineException("tflite", $"{staged.Path}: XNNPACK failed").Message.ShouldContain($"{Place}: XNNPACK failed");
    }

    private string Hidden() => Path.Combine(_folder, ".sartor-0123456789abcdef0123456789abcdef");
}
