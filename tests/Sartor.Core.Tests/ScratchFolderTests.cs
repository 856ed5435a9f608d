namespace Sartor.Core.Tests;

/// <summary>Tests that change the environment of the process, one at a time and beside no others.</summary>
[CollectionDefinition("environment", DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection("environment")]
public sealed class ScratchFolderTests : IDisposable
{
    private readonly string? _was = Environment.GetEnvironmentVariable("TMPDIR");

    public void Dispose() => Environment.SetEnvironmentVariable("TMPDIR", _was);

    [Fact]
    public void Create_MakesAFolderOfItsOwn()
    {
        var folder = ScratchFolder.Create("sartor-test-");
        var other = ScratchFolder.Create("sartor-test-");
        try
        {
            folder.Exists.ShouldBeTrue();
            folder.Parent!.FullName.ShouldBe(Path.TrimEndingDirectorySeparator(Path.GetFullPath(ScratchFolder.Location)));
            other.FullName.ShouldNotBe(folder.FullName);
        }
        finally
        {
            folder.Delete();
            other.Delete();
        }
    }

    [Fact]
    public void FolderThatIsNotThere_IsNamedWithTheRemedy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sets TMPDIR");
        Environment.SetEnvironmentVariable("TMPDIR", "/nosuch/folder");
        foreach (var attempt in (Action[])[() => _ = ScratchFolder.Location, () => ScratchFolder.Create("sartor-test-")])
            Should.Throw<OutputException>(attempt).Message.ShouldBe(
                "/nosuch/folder: the folder for temporary files is not there; let TMPDIR name a folder that can be written.");
    }
}
