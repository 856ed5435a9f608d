using System.Diagnostics;

namespace Sartor.Convert.Tests.Targets.CoreMl;

/// <summary>
/// The structure of packages, by a program of its own over Python's protobuf (tests/oracles/coreml): it shares nothing with the writer.
/// </summary>
internal static class CoreMlOracle
{
    private const string Python = "/usr/bin/python3";

    /// <summary>What is wrong with the packages in a folder, a line each; the last line says how much was looked at.</summary>
    public static string[] Check(string folder)
    {
        if (!File.Exists(Python)) Assert.Skip("python3-protobuf is not here; apt-get install python3-protobuf");
        var script = Path.Combine(Contracts.TestFiles.Root, "tests", "oracles", "coreml", "check.py");
        using var process = Process.Start(
            new ProcessStartInfo(Python, [script, folder]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (errors.Result.Contains("No module named", StringComparison.Ordinal))
            Assert.Skip("python3-protobuf is not here; apt-get install python3-protobuf");
        process.ExitCode.ShouldBe(0, errors.Result);
        return lines;
    }

    /// <summary>That nothing is wrong with so many packages.</summary>
    public static void RequireSound(string folder, int packages) =>
        Check(folder).ShouldHaveSingleItem().ShouldStartWith($"{packages} packages, ");
}
