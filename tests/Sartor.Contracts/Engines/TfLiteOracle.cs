using System.ComponentModel;
using System.Diagnostics;
using Sartor.Core;

namespace Sartor.Contracts.Engines;

/// <summary>
/// Two TFLite runtimes that are independent of the native one, in Node.js: <c>tfjs</c> (all element types) and <c>litert</c> (float32,
/// int32 and uint8 inputs and outputs). Their packages, 80 MB, are fetched by the first test that asks.
/// </summary>
public static class TfLiteOracle
{
    private static readonly string Folder = Path.Combine(TestFiles.Root, "tests", "oracles");

    /// <summary>The names of the runtimes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["tfjs", "litert"];

    /// <summary>Runs a model once. Skips the test where Node.js or the packages cannot be had.</summary>
    /// <param name="oracle">Of <see cref="Names"/>.</param>
    /// <param name="modelPath">A .tflite file with fixed shapes.</param>
    /// <param name="inputs">In the model's order.</param>
    /// <param name="outputs">Types of its outputs, in its order.</param>
    /// <exception cref="InvalidOperationException">The runtime failed; the message has its words.</exception>
    public static async Task<IReadOnlyList<Tensor>> InferAsync(
        string oracle, string modelPath, IReadOnlyList<Tensor> inputs, IReadOnlyList<TensorType> outputs)
    {
        await InstallAsync().ConfigureAwait(false);
        using var given = new TemporaryFile(inputs.SelectMany(input => input.Data.ToArray()).ToArray());
        using var result = new TemporaryFile([]);
        var (code, errors) = await RunAsync("node", "run.mjs", oracle, Path.GetFullPath(modelPath), given.Path, result.Path)
            .ConfigureAwait(false);
        if (code != 0) throw new InvalidOperationException($"{oracle} failed on {modelPath}: {errors}");
        var bytes = await File.ReadAllBytesAsync(result.Path).ConfigureAwait(false);
        var offset = 0;
        var tensors = new List<Tensor>();
        foreach (var type in outputs)
        {
            var length = (int)type.ByteCount!.Value;
            tensors.Add(new Tensor(type.Element, type.Shape!, bytes.AsMemory(offset, length)));
            offset += length;
        }
        return offset == bytes.Length
            ? tensors
            : throw new InvalidOperationException($"{oracle} gave {bytes.Length} bytes of output instead of {offset}");
    }

    private static async Task InstallAsync()
    {
        var (stamp, packages) = (Path.Combine(Folder, "node_modules", ".sartor-stamp"), Path.Combine(Folder, "package-lock.json"));
        bool IsFresh() => File.Exists(stamp) && File.GetLastWriteTimeUtc(stamp) >= File.GetLastWriteTimeUtc(packages);
        if (IsFresh()) return;
        await using var turn = await TakeTurnAsync().ConfigureAwait(false);
        if (IsFresh()) return;
        var (code, errors) = await RunAsync("npm", "ci", "--ignore-scripts").ConfigureAwait(false);
        if (code != 0) Assert.Skip($"the TFLite runtimes of tests/oracles cannot be fetched: {errors}");
        await File.WriteAllTextAsync(stamp, "").ConfigureAwait(false);
    }

    private static async Task<FileStream> TakeTurnAsync()
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Folder, ".fetch-lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(200).ConfigureAwait(false);
            }
        }
    }

    private static async Task<(int Code, string Errors)> RunAsync(string program, params string[] arguments)
    {
        var windows = OperatingSystem.IsWindows() && program == "npm";
        var start = new ProcessStartInfo(windows ? "cmd.exe" : program)
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        string[] all = windows ? ["/c", program, .. arguments] : arguments;
        foreach (var argument in all) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
            await output.ConfigureAwait(false);
            await process.WaitForExitAsync().ConfigureAwait(false);
            return (process.ExitCode, errors.Trim());
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not on the PATH; install Node.js 20 or newer");
            throw;
        }
    }
}
