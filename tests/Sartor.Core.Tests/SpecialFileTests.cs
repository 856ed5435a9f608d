using System.Diagnostics;
using System.Net.Sockets;

namespace Sartor.Core.Tests;

public sealed class SpecialFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-core-").FullName;

    public SpecialFileTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes and sockets in folders, as Linux has them");

    [Fact]
    public void Files_folders_and_nothing_are_not_special()
    {
        var empty = Path.Combine(_folder, "empty");
        File.WriteAllBytes(empty, []);
        SpecialFile.IsAt(empty).ShouldBeFalse();
        SpecialFile.IsAt(_folder).ShouldBeFalse();
        SpecialFile.IsAt(Path.Combine(_folder, "nowhere")).ShouldBeFalse();
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), empty);
        SpecialFile.IsAt(Path.Combine(_folder, "link")).ShouldBeFalse();
    }

    [Fact]
    public void Pipes_and_links_to_them_are_refused_unopened()
    {
        var pipe = Path.Combine(_folder, "pipe");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, pipe);
        foreach (var path in (string[])[pipe, link])
        {
            SpecialFile.IsAt(path).ShouldBeTrue();
            Should.Throw<ModelFormatException>(() => SlicedFile.Open(path)).Message.ShouldContain("is not a regular file");
        }
    }

    [Fact]
    public void Output_never_replaces_a_pipe_or_a_socket()
    {
        var pipe = Path.Combine(_folder, "pipe");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        var path = Path.Combine(_folder, "socket");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        foreach (var target in (string[])[pipe, path])
        {
            Should.Throw<OutputException>(() => AtomicFile.WriteText(target, "x")).Message.ShouldContain("is not a regular file");
            SpecialFile.IsAt(target).ShouldBeTrue();
        }
        Directory.EnumerateFileSystemEntries(_folder).Count().ShouldBe(2);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
