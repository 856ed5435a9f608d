using Sartor.Contracts;

namespace Sartor.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FolderWithoutAResult_IsRefused() =>
        CommandRun.Of("report", _folder.Path).ShouldBeRefused().ShouldStartWith($"{_folder.Path}: contains no result.json");

    [Fact]
    public void Pipe_IsRefusedUnopened() =>
        CommandRun.Of("report", NamedPipe.Make(Path.Combine(_folder.Path, "pipe"))).ShouldBeRefused()
            .ShouldContain("is not a regular file");

    [Fact]
    public void OutputOfConvert_NeverReplacesAPipe()
    {
        var pipe = NamedPipe.Make(Path.Combine(_folder.Path, "pipe"));
        CommandRun.Of("convert", Fashion.Model, "--no-verify", "--out", pipe).ShouldBeRefused().ShouldContain("is not a regular file");
        Core.SpecialFile.IsAt(pipe).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([pipe]);
    }
}
