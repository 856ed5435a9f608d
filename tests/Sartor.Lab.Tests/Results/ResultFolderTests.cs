using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Results;

namespace Sartor.Lab.Tests.Results;

public sealed class ResultFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place => Path.Combine(_folder.Path, "result");

    [Fact]
    public void Folder_BeforeItIsPublished_IsNotInItsPlace()
    {
        using var folder = ResultFolder.Begin(Place);
        folder.Write(FitFixture.Full());

        Directory.Exists(Place).ShouldBeFalse();
        folder.Publish();
        File.Exists(Path.Combine(Place, ResultFolder.ResultFile)).ShouldBeTrue();
        File.Exists(Path.Combine(Place, ResultFolder.TrialsFile)).ShouldBeTrue();
        File.Exists(Path.Combine(Place, ResultFolder.SamplesFile)).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Place]);
    }

    [Fact]
    public void Folder_ThatIsNeverPublished_LeavesNothing()
    {
        using (var folder = ResultFolder.Begin(Place)) folder.Write(FitFixture.Full());

        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void EarlierResult_IsReplacedWhole()
    {
        using (var first = ResultFolder.Begin(Place))
        {
            File.WriteAllText(Path.Combine(first.Staging, ResultFolder.VariantsFolder, "old.tflite"), "old");
            first.Publish();
        }
        using (var second = ResultFolder.Begin(Place))
        {
            second.Write(FitFixture.Full());
            second.Publish();
        }

        File.Exists(Path.Combine(Place, ResultFolder.VariantsFolder, "old.tflite")).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Place]);
    }

    [Fact]
    public void FolderWithOtherThings_IsLeftAlone()
    {
        Directory.CreateDirectory(Place);
        File.WriteAllText(Path.Combine(Place, "thesis.tex"), "mine");

        Should.Throw<OutputException>(() => ResultFolder.Begin(Place)).Message.ShouldContain("'thesis.tex'");
        File.ReadAllText(Path.Combine(Place, "thesis.tex")).ShouldBe("mine");
    }

    [Fact]
    public void PlaceThatIsAFile_IsRefused()
    {
        File.WriteAllText(Place, "mine");

        Should.Throw<OutputException>(() => ResultFolder.Begin(Place)).Message.ShouldContain("is a file");
        Should.Throw<OutputException>(() => ResultFolder.Begin(Path.Combine(Place, "below"))).Message.ShouldContain("cannot be written");
    }
}
