namespace Sartor.Core.Tests;

public sealed class FileLayoutTests : IDisposable
{
    private static readonly FileLayout s_layout = FileLayout.Folder("data/model", "data/weights/w", "Mark");

    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-core-").FullName;

    private string Place => Path.Combine(_folder, "net");

    [Fact]
    public void Folder_AppearsWholeAndIsReplacedByAnotherOfItsKind()
    {
        Write("old");
        Write("new");
        s_layout.Of(Place).Select(File.ReadAllText).ShouldBe(["new", "new", "new"]);
        Directory.EnumerateFileSystemEntries(_folder).ShouldBe([Place]);
        s_layout.Delete(Place);
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void FailureInTheMiddle_LeavesTheOldFolderAndNothingElse()
    {
        Write("old");
        Should.Throw<OutputException>(() => AtomicFile.Write(Place, s_layout, files =>
        {
            files[0].Write("new"u8);
            throw new IOException("No space left on device");
        })).Message.ShouldContain("No space left on device");
        s_layout.Of(Place).Select(File.ReadAllText).ShouldBe(["old", "old", "old"]);
        Directory.EnumerateFileSystemEntries(_folder).ShouldBe([Place]);
    }

    [Fact]
    public void FolderWithAnythingElse_IsNotReplaced()
    {
        Write("old");
        var notes = Path.Combine(Place, "data", "notes.txt");
        File.WriteAllText(notes, "mine");
        Should.Throw<OutputException>(() => Write("new")).Message.ShouldContain("it has 'data/notes.txt'");
        File.ReadAllText(notes).ShouldBe("mine");
        File.Delete(notes);
        File.Delete(Path.Combine(Place, "Mark"));
        Should.Throw<OutputException>(() => Write("new")).Message.ShouldContain("it has no Mark");
        s_layout.Of(Place).Take(2).Select(File.ReadAllText).ShouldBe(["old", "old"]);
    }

    [Fact]
    public void Links_AreNeitherFollowedNorReplaced()
    {
        Write("old");
        var other = Path.Combine(_folder, "other");
        Directory.CreateSymbolicLink(other, Place);
        Should.Throw<OutputException>(() => AtomicFile.Write(other, s_layout, _ => { })).Message.ShouldContain("is a link");
        var weights = Path.Combine(Place, "data", "weights");
        Directory.Move(weights, Path.Combine(_folder, "moved"));
        Directory.CreateSymbolicLink(weights, Path.Combine(_folder, "moved"));
        Should.Throw<OutputException>(() => Write("new")).Message.ShouldContain("it has 'data/weights'");
        File.ReadAllText(Path.Combine(_folder, "moved", "w")).ShouldBe("old");
    }

    [Fact]
    public void FileOfThatName_IsNotReplaced()
    {
        File.WriteAllText(Place, "mine");
        Should.Throw<OutputException>(() => Write("new")).Message.ShouldContain("is a file, and a folder is to be written there");
        File.ReadAllText(Place).ShouldBe("mine");
    }

    [Fact]
    public void EmptyFolder_IsReplaced()
    {
        Directory.CreateDirectory(Place);
        Write("new");
        s_layout.Of(Place).ShouldAllBe(file => File.Exists(file));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string text) => AtomicFile.Write(Place, s_layout, files =>
    {
        foreach (var file in files) file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    });
}
