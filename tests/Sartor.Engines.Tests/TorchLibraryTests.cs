using Sartor.Contracts;

namespace Sartor.Engines.Tests;

public sealed class TorchLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Missing_part_is_told_with_what_to_install_and_build()
    {
        TorchLibrary.Find(null, _folder.Path, _folder.Path, out var problem).ShouldBeNull();
        problem.ShouldBe(
            "its part libsartortorch.so is not there; where libtorch is (Debian: apt-get install libtorch-dev g++), build it with "
            + "`eng/build-torch.sh` of Sartor's source tree, or let SARTOR_TORCH_LIBRARY name it");
    }

    [Fact]
    public void Named_part_has_to_be_there()
    {
        var named = Path.Combine(_folder.Path, "own.so");
        TorchLibrary.Find(named, _folder.Path, _folder.Path, out var problem).ShouldBeNull();
        problem.ShouldBe($"SARTOR_TORCH_LIBRARY names {named}, and there is no such file; correct it, or remove the variable");
        File.WriteAllText(named, "");
        TorchLibrary.Find(named, _folder.Path, _folder.Path, out problem).ShouldBe(named);
        problem.ShouldBeNull();
    }

    [Fact]
    public void Folder_of_native_parts_comes_before_the_source_tree()
    {
        var (native, tree) = (Path.Combine(_folder.Path, "native"), Path.Combine(_folder.Path, "artifacts", "torch"));
        var program = Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "bin")).FullName;
        Directory.CreateDirectory(tree);
        Directory.CreateDirectory(native);
        var built = Path.Combine(tree, "libsartortorch.so");
        File.WriteAllText(built, "");
        TorchLibrary.Find("", native, program, out _).ShouldBe(built);
        var beside = Path.Combine(native, "libsartortorch.so");
        File.WriteAllText(beside, "");
        TorchLibrary.Find("", native, program, out _).ShouldBe(beside);
    }
}
