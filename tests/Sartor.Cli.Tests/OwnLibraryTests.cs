using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>An engine library of the user's own, as a shell gives it.</summary>
public sealed class OwnLibraryTests : IDisposable
{
    private const string Variable = "SARTOR_TFLITE_LIBRARY";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static async Task<(int Code, string Output, string Error)> Bench(string? library)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "sartor.dll"), "bench", TestFiles.Data("tiny", "dense.tflite"), "--quick", "--json",
                "--engine", "tflite/none",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (library is not null) start.Environment[Variable] = library;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await error);
    }

    private static string VersionIn(string json)
    {
        using var result = JsonDocument.Parse(json);
        return result.RootElement.GetProperty("trials").EnumerateArray().ShouldHaveSingleItem().GetProperty("engineVersion").GetString()!;
    }

    [Fact]
    public async Task Library_OfTheUser_IsMeasured_AndItsHashStandsInTheResult()
    {
        var bundled = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "native"), "*tensorflowlite_c*").ShouldHaveSingleItem();
        var own = Path.Combine(_folder.Path, "own" + Path.GetExtension(bundled));
        File.Copy(bundled, own);
        // What lies behind the end of a library is not read: the copy has another hash and computes the same.
        await File.AppendAllTextAsync(own, "of my own", TestContext.Current.CancellationToken);

        var (code, output, error) = await Bench(own);
        code.ShouldBe(0, error);
        var content = await File.ReadAllBytesAsync(own, TestContext.Current.CancellationToken);
        var hash = System.Convert.ToHexStringLower(SHA256.HashData(content));
        VersionIn(output).ShouldEndWith($", own library {hash[..12]}");

        var (_, plain, _) = await Bench(null);
        VersionIn(plain).ShouldBe(VersionIn(output).Split(',')[0]);
    }

    [Theory]
    [InlineData(false, "names", "none.so", "there is no such file; correct it, or remove the variable")]
    [InlineData(true, "none.so cannot be loaded", "give one for this machine")]
    public async Task Library_ThatCannotBeUsed_IsNamed(bool isThere, params string[] said)
    {
        var file = Path.Combine(_folder.Path, "none.so");
        if (isThere) await File.WriteAllTextAsync(file, "no library", TestContext.Current.CancellationToken);
        var (code, output, error) = await Bench(file);
        code.ShouldBe(ExitCodes.AnswerIsNo, error);
        using var result = JsonDocument.Parse(output);
        var reason = result.RootElement.GetProperty("trials").EnumerateArray().ShouldHaveSingleItem().GetProperty("reason").GetString()!;
        foreach (var words in said) reason.ShouldContain(words);
    }
}
