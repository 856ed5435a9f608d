using System.Security.Cryptography;
using Sartor.Contracts;
using Sartor.Contracts.Devices;

namespace Sartor.Packages.Tests;

/// <summary>
/// The archive for arm64 under qemu, which carries .NET as far as reading and converting: it starts no programs, so that engines, which run
/// in workers, are left out.
/// </summary>
public sealed class ArmArchiveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Archive_UnderQemu_ReadsAndConvertsToTheSameBytes()
    {
        Assert.SkipUnless(PackedFiles.Rid == "linux-x64", "compares with the archive for x64");
        Assert.SkipWhen(EmulatedMachine.Problem is not null, EmulatedMachine.Problem ?? "");
        var model = Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx");
        using var machine = new EmulatedMachine(await UnpackAsync("linux-arm64"));
        var (arm, x64) = (machine.Program, await UnpackAsync("linux-x64"));

        var version = await RunAsync(arm, "--version");
        version.ShouldSucceed();
        version.Output.ShouldStartWith(PackedFiles.Version());
        var seen = await RunAsync(arm, "inspect", model);
        seen.ShouldSucceed();
        seen.Output.ShouldBe((await RunAsync(x64, "inspect", model)).Output);

        var (byArm, byX64) = (Path.Combine(_folder.Path, "arm.tflite"), Path.Combine(_folder.Path, "x64.tflite"));
        (await RunAsync(arm, "convert", model, "--no-verify", "--out", byArm)).ShouldSucceed();
        (await RunAsync(x64, "convert", model, "--no-verify", "--out", byX64)).ShouldSucceed();
        Hash(byArm).ShouldBe(Hash(byX64));
    }

    private async Task<string> UnpackAsync(string rid)
    {
        var place = Directory.CreateDirectory(Path.Combine(_folder.Path, rid)).FullName;
        (await RunAsync("/usr/bin/tar", "-xzf", PackedFiles.File($"sartor-*-{rid}.tar.gz"), "-C", place)).ShouldSucceed();
        return Path.Combine(Directory.GetDirectories(place).ShouldHaveSingleItem(), "sartor");
    }

    private Task<Finished> RunAsync(string program, params string[] arguments) => Finished.RunAsync(
        _folder.Path, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = _folder.Path }, program, arguments);

    private static string Hash(string file) => System.Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));
}
