using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FolderWithoutAResult_IsRefused() =>
        CommandRun.Of("report", _folder.Path).ShouldBeRefused().ShouldStartWith($"{_folder.Path}: contains no result.json");

    /// <summary>A page that took the place of a measurement would be the last that is seen of it.</summary>
    [Theory]
    [InlineData("result.json")]
    [InlineData("trials.csv")]
    [InlineData("variants/model.tflite")]
    [InlineData("../result/result.json")]
    public void FileOfTheResult_IsNeverReplaced(string name)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Result, "variants"));
        foreach (var file in (string[])["result.json", "trials.csv", "variants/model.tflite"])
            File.Copy(TestFiles.Data("results", "fit-1.json"), Path.Combine(_folder.Result, file));
        var page = Path.Combine(_folder.Result, name);

        CommandRun.Of("report", _folder.Result, "--out", page).ShouldBeRefused().ShouldContain("belongs to the result in");
        File.ReadAllText(page)[0].ShouldBe('{');
        CommandRun.Of("report", TestFiles.Data("results", "fit-1.json"), "--before", _folder.Result, "--out", page).ShouldBeRefused();
        CommandRun.Of("report", _folder.Result).ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(_folder.Result, "report.html")).ShouldBeTrue();
    }

    [Fact]
    public void Pipe_IsRefusedUnopened() =>
        CommandRun.Of("report", NamedPipe.Make(Path.Combine(_folder.Path, "pipe"))).ShouldBeRefused()
            .ShouldContain("is not a regular file");

    [Fact]
    public void OutputOfConvert_NeverReplacesAPipe()
    {
        var pipe = NamedPipe.Make(Path.Combine(_folder.Path, "pipe.tflite"));
        CommandRun.Of("convert", Fashion.Model, "--no-verify", "--out", pipe).ShouldBeRefused().ShouldContain("is not a regular file");
        Core.SpecialFile.IsAt(pipe).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([pipe]);
    }
}
