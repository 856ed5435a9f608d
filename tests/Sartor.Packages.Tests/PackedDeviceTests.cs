using Sartor.Contracts;
using Sartor.Contracts.Devices;

namespace Sartor.Packages.Tests;

/// <summary>An installed program has what it puts on a phone.</summary>
public sealed class PackedDeviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Archive_MeasuresOnADeviceWithoutGlibc()
    {
        Assert.SkipUnless(PackedFiles.Rid == "linux-x64", "the device is an x64 machine");
        Assert.SkipWhen(AdbDaemon.Problem is not null, AdbDaemon.Problem ?? "");
        var archive = PackedFiles.File("sartor-*-linux-x64.tar.gz");
        (await RunAsync("/usr/bin/tar", "-xzf", archive, "-C", _folder.Path)).ShouldSucceed();
        var program = Path.Combine(Directory.GetDirectories(_folder.Path).ShouldHaveSingleItem(), "sartor");
        using var device = new AdbDaemon();
        var model = Path.Combine(_folder.Path, "dense.tflite");
        File.Copy(TestFiles.Data("tiny", "dense.tflite"), model);
        var bench = await RunAsync(program, "bench", model, "--device", device.Address, "--quick", "--json");
        bench.ShouldSucceed();
        bench.Output.ShouldContain("\"tflite\"");
        bench.Output.ShouldContain(device.Address);
    }

    private Task<Finished> RunAsync(string program, params string[] arguments) => Finished.RunAsync(
        _folder.Path, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = _folder.Path }, program, arguments);
}
