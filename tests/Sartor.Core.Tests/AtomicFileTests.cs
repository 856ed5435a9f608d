using System.Runtime.InteropServices;

namespace Sartor.Core.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-core-").FullName;

    [Fact]
    public void File_appears_whole()
    {
        var path = Path.Combine(_folder, "sub", "file.txt");
        AtomicFile.WriteText(path, "whole");
        File.ReadAllText(path).ShouldBe("whole");
        Directory.EnumerateFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void Failure_in_the_middle_leaves_the_old_file_and_nothing_else()
    {
        var path = Path.Combine(_folder, "file.txt");
        AtomicFile.WriteText(path, "old");
        Should.Throw<OutputException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            throw new IOException("No space left on device");
        })).Message.ShouldContain("No space left on device");
        Should.Throw<OutputException>(() => AtomicFile.Write(path, stream => throw new IOException("No space left on device : "
            + $"'{((FileStream)stream).Name}'")))
            .Message.ShouldStartWith($"{path}: cannot be written (No space left on device);");
        File.ReadAllText(path).ShouldBe("old");
        Directory.EnumerateFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public void Full_disk_is_one_sentence_that_names_the_file()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("this system has no /dev/full");
        // A folder cannot be made below a device.
        Should.Throw<OutputException>(() => AtomicFile.WriteText("/dev/full/result.json", "x"))
            .Message.ShouldStartWith("/dev/full/result.json: cannot be written");
    }

    [Fact]
    public void WritersOfOnePath_InOneProcess_LeaveOneWholeFile()
    {
        var path = Path.Combine(_folder, "file.txt");
        using var bothWrite = new Barrier(2);
        Parallel.Invoke(Write('a'), Write('b'));

        File.ReadAllText(path).ShouldBeOneOf(new string('a', 5000), new string('b', 5000));
        Directory.EnumerateFileSystemEntries(_folder).ShouldBe([path]);

        Action Write(char letter) => () => AtomicFile.Write(path, stream =>
        {
            bothWrite.SignalAndWait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            stream.Write(System.Text.Encoding.UTF8.GetBytes(new string(letter, 5000)));
        });
    }

    [Fact]
    public void Companions_AppearWithTheFileOrNotAtAll()
    {
        var path = Path.Combine(_folder, "net.param");
        var weights = Path.Combine(_folder, "net.bin");
        AtomicFile.Write(path, FileLayout.Beside(".bin"), files =>
        {
            files[0].Write("text"u8);
            files[1].Write("weights"u8);
        });
        File.ReadAllText(path).ShouldBe("text");
        File.ReadAllText(weights).ShouldBe("weights");

        Should.Throw<OutputException>(() => AtomicFile.Write(path, FileLayout.Beside(".bin"), files =>
        {
            files[1].Write("half"u8);
            throw new IOException("No space left on device");
        }));
        File.ReadAllText(weights).ShouldBe("weights");
        Directory.EnumerateFileSystemEntries(_folder).Order().ShouldBe([weights, path]);

        Directory.CreateDirectory(Path.Combine(_folder, "other.bin"));
        Should.Throw<OutputException>(() => AtomicFile.Write(Path.Combine(_folder, "other.param"), FileLayout.Beside(".bin"), _ => { }))
            .Message.ShouldContain("other.bin: is a folder");
        File.Exists(Path.Combine(_folder, "other.param")).ShouldBeFalse();
    }

    [Fact]
    public void CompanionWithoutItsFile_IsSomebodyElses()
    {
        var (path, foreign) = (Path.Combine(_folder, "net.param"), Path.Combine(_folder, "net.bin"));
        File.WriteAllText(foreign, "mine");
        var layout = FileLayout.Beside(".bin");
        Should.Throw<OutputException>(() => AtomicFile.Write(path, layout, _ => { })).Message
            .ShouldStartWith($"{foreign}: is there without 'net.param'");
        File.ReadAllText(foreign).ShouldBe("mine");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBe([foreign]);
        File.WriteAllText(path, "7767517");
        AtomicFile.Write(path, layout, _ => { });
        new FileInfo(foreign).Length.ShouldBe(0);
    }

    /// <summary>The device that is always full: what is buffered fails when it is flushed, and again when the file is closed.</summary>
    [Fact]
    public void FullDisk_IsTheSentenceWhateverIsStillBuffered()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("no /dev/full");
        var path = Path.Combine(_folder, "net.param");
        var message = Should.Throw<OutputException>(() => AtomicFile.Write(path, FileLayout.Beside(".bin"), files =>
        {
            foreach (var stream in files)
            {
                var file = (FileStream)stream;
                File.Delete(file.Name);
                Redirect(file, "/dev/full");
                file.Write(new byte[100]);
            }
        })).Message;
        message.ShouldStartWith($"{path}: cannot be written (No space left on device)");
        Directory.EnumerateFileSystemEntries(_folder).ShouldBeEmpty();
    }

    // The open file's descriptor leads to another file from now on.
    private static void Redirect(FileStream file, string device)
    {
        using var other = File.OpenHandle(device, FileMode.Open, FileAccess.Write);
        Duplicate((int)other.DangerousGetHandle(), (int)file.SafeFileHandle.DangerousGetHandle()).ShouldBeGreaterThanOrEqualTo(0);
    }

    [DllImport("libc", EntryPoint = "dup2")]
    private static extern int Duplicate(int from, int to);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
