using System.Diagnostics;
using Sartor.Core;
using Sartor.Lab.Torch;

namespace Sartor.Contracts;

/// <summary>PyTorch as an oracle, where it is installed.</summary>
public static class PyTorch
{
    /// <summary>The Python that has it; skips the test where there is none.</summary>
    public static string Require()
    {
        try
        {
            return PythonProgram.Find(null);
        }
        catch (EngineException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    /// <summary>Runs a program after <c>import torch, networks</c>, the module of <c>tests/data/torch</c>.</summary>
    /// <param name="program">Lines of Python.</param>
    /// <param name="folder">Where it runs.</param>
    /// <returns>What it printed.</returns>
    public static string Run(string program, string folder)
    {
        var start = new ProcessStartInfo(
            Require(),
            ["-c", $"import sys; sys.path.insert(0, '{TestFiles.Data("torch")}')\nimport torch, networks\ntorch.manual_seed(5)\n{program}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return said;
    }
}
