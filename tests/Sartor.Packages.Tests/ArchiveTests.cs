using Sartor.Contracts;

namespace Sartor.Packages.Tests;

/// <summary>The archive, in a root folder that has the C and C++ libraries of GCC and nothing else.</summary>
public sealed class ArchiveTests : IDisposable
{
    // What .NET and the engines are linked with; docs/packages.md lists them.
    private static readonly string[] s_libraries =
    [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libgcc_s.so.1", "libstdc++.so.6",
    ];

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Archive_InAnEmptyRoot_RunsTheDemo()
    {
        Assert.SkipUnless(PackedFiles.Rid == "linux-x64", "the root is made of the libraries of an x64 machine");
        var archive = PackedFiles.File("sartor-*-linux-x64.tar.gz");
        var program = await UnpackAsync(archive);
        foreach (var folder in (string[])["lib64", "usr/lib", "dev", "proc", "tmp", "root"])
            Directory.CreateDirectory(Path.Combine(_root.Path, folder));
        foreach (var library in s_libraries)
            File.Copy(Path.Combine("/lib/x86_64-linux-gnu", library), Path.Combine(_root.Path, "usr/lib", library));
        File.Copy("/lib64/ld-linux-x86-64.so.2", Path.Combine(_root.Path, "lib64", "ld-linux-x86-64.so.2"));
        File.CreateSymbolicLink(Path.Combine(_root.Path, "lib"), "usr/lib");

        (await InRootAsync(program, "--version")).ShouldSucceed();
        (await InRootAsync(program, "demo", "--quick", "--out", "demo")).ShouldSucceed();
        DemoResult.ShouldBeComplete(Path.Combine(_root.Path, "demo"));
    }

    // The path of the program in the root.
    private async Task<string> UnpackAsync(string archive)
    {
        var place = Directory.CreateDirectory(Path.Combine(_root.Path, "opt")).FullName;
        (await Finished.RunAsync(place, Paths(), "/usr/bin/tar", "-xzf", archive)).ShouldSucceed();
        var folder = Directory.GetDirectories(place).ShouldHaveSingleItem();
        return $"/opt/{Path.GetFileName(folder)}/sartor";
    }

    // With devices and processes, as containers have them; both go with the last process.
    private Task<Finished> InRootAsync(string program, params string[] arguments) => Finished.RunAsync(
        _root.Path, Paths(), "/usr/bin/unshare",
        [
            "--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "/bin/sh", "-c",
            "mount --rbind /dev dev && mount -t proc proc proc && exec chroot . \"$@\"", "sh", program, .. arguments,
        ]);

    private static Dictionary<string, string> Paths() => new() { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["HOME"] = "/root" };
}
