namespace Sartor.Core.Tests;

public sealed class MappedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Slices_are_the_bytes_of_the_file()
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = MappedFile.Open(_path);
        file.Length.ShouldBe(5);
        file.Slice(1, 3).ToArray().ShouldBe(new byte[] { 2, 3, 4 });
        file.Slice(5, 0).Length.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Ranges_outside_the_file_are_refused(long offset, int length)
    {
        File.WriteAllBytes(_path, [1, 2, 3, 4, 5]);
        using var file = MappedFile.Open(_path);
        Should.Throw<ArgumentOutOfRangeException>(() => { _ = file.Slice(offset, length); });
    }

    [Fact]
    public void Slice_after_disposal_is_refused_and_does_not_crash()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        var file = MappedFile.Open(_path);
        var slice = file.Slice(0, 3);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => { _ = slice.Span.Length; });
    }

    [Fact]
    public void Missing_file_and_folder_are_named()
    {
        Should.Throw<ModelFormatException>(() => MappedFile.Open("/nowhere/model.onnx"))
            .Message.ShouldContain("/nowhere/model.onnx: there is no such file");
        Should.Throw<ModelFormatException>(() => MappedFile.Open(Path.GetTempPath())).Message.ShouldContain("is a folder");
    }

    public void Dispose() => File.Delete(_path);
}
