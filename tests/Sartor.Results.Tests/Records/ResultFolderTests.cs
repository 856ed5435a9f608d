using Sartor.Contracts;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Tests.Records;

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
        var earlier = FitFixture.Full();
        Publish(earlier);
        var variant = earlier.Variants.Select(v => v.File).OfType<string>().First();
        File.WriteAllText(Path.Combine(Place, variant), "old");

        Publish(earlier with { Variants = [] });

        File.Exists(Path.Combine(Place, variant)).ShouldBeFalse();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Place]);
    }

    [Fact]
    public void FileAmongTheVariantsThatNoResultNames_IsLeftAlone()
    {
        Publish(FitFixture.Full());
        var mine = Path.Combine(Place, ResultFolder.VariantsFolder, "mine.onnx");
        File.WriteAllText(mine, "mine");

        Should.Throw<OutputException>(() => ResultFolder.Begin(Place)).Message.ShouldContain("'variants/mine.onnx'");
        File.ReadAllText(mine).ShouldBe("mine");
    }

    [Theory]
    [InlineData("variants/source.tflite")]
    [InlineData("samples.csv")]
    [InlineData("")]
    public void InputInsideOfThePlace_IsRefused(string input)
    {
        Publish(FitFixture.Full());
        Should.Throw<OutputException>(() => ResultFolder.Begin(Place, Path.Combine(Place, input))).Message.ShouldContain(
            "is an input of this run");
        using var beside = ResultFolder.Begin(Place, Place + "-data");
    }

    [Theory]
    [InlineData("variants/x.tflite")]
    [InlineData("")]
    public void InputUnderALinkedFolder_IsRefused(string input)
    {
        Publish(FitFixture.Full());
        Directory.CreateDirectory(Path.Combine(Place, ResultFolder.VariantsFolder));
        var link = Path.Combine(_folder.Path, "link");
        Directory.CreateSymbolicLink(link, Place);

        Should.Throw<OutputException>(() => ResultFolder.Begin(Place, Path.Combine(link, input))).Message.ShouldContain(
            "is an input of this run");
        Should.Throw<OutputException>(() => ResultFolder.Begin(link, Path.Combine(Place, input))).Message.ShouldContain(
            "is an input of this run");
    }

    [Fact]
    public void RunKilledBetweenItsRenames_GetsItsEarlierResultBack()
    {
        Publish(FitFixture.Full());
        // No process has this number: Linux ends at 4,194,304, and others below.
        var old = Path.Combine(_folder.Path, ".result.2147483646.part.old");
        Directory.Move(Place, old);
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".result.2147483646.part"));
        var running = Directory.CreateDirectory(Path.Combine(_folder.Path, ".result.1.part.old"));
        var other = Directory.CreateDirectory(Path.Combine(_folder.Path, ".result.notes"));

        using (ResultFolder.Begin(Place)) File.Exists(Path.Combine(Place, ResultFolder.ResultFile)).ShouldBeTrue();

        Directory.EnumerateFileSystemEntries(_folder.Path).Order().ShouldBe(new[] { Place, running.FullName, other.FullName }.Order());
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

    private void Publish(FitResult result)
    {
        using var folder = ResultFolder.Begin(Place);
        folder.Write(result);
        folder.Publish();
    }
}
