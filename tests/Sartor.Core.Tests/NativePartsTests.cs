namespace Sartor.Core.Tests;

public sealed class NativePartsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-core-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make(params string[] parts) => Directory.CreateDirectory(Path.Combine([_folder, .. parts])).FullName;

    [Fact]
    public void Folder_IsBesideTheProgram_EvenWhereTheFolderAboveHasOne()
    {
        var own = Make("native");
        NativeParts.FolderOf(_folder).ShouldBe(own);
        var runner = Make("runners", "linux-x64");
        var native = Make("runners", "linux-x64", "native");
        NativeParts.FolderOf(runner).ShouldBe(native);
    }

    [Fact]
    public void Folder_OfARunnerWithoutLibraries_IsThatOfThePackage()
    {
        var package = Make("native");
        NativeParts.FolderOf(Make("runners", "linux-x64") + Path.DirectorySeparatorChar).ShouldBe(package);
    }

    [Theory]
    [InlineData("tools", "linux-x64")]
    [InlineData("runners", "linux-x64", "more")]
    public void Folder_OfAnotherProgram_IsNotLookedForAbove(params string[] place)
    {
        Make("native");
        var program = Make(place);
        NativeParts.FolderOf(program).ShouldBe(Path.Combine(program, "native"));
    }
}
