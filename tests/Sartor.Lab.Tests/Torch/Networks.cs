using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

/// <summary>The networks of <c>tests/data/torch/networks.py</c>, where there is a PyTorch to run them.</summary>
internal static class Networks
{
    public static string Script { get; } = TestFiles.Data("torch", "networks.py");

    /// <summary>A source of that file; skips the test where there is no PyTorch.</summary>
    public static TorchSource Of(string name, params TorchInput[] inputs)
    {
        RequirePython();
        return new TorchSource { ScriptPath = Script, Name = name, Inputs = inputs };
    }

    /// <summary>The network with convolution and normalization, of three classes.</summary>
    public static TorchSource Net => Of("Net", new TorchInput(null, new Shape(1, 3, 8, 8))) with
    {
        Arguments = new Dictionary<string, string> { ["num_classes"] = "3" },
    };

    /// <summary>The Python with PyTorch; skips the test where there is none.</summary>
    public static string RequirePython()
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

    /// <summary>Runs a program in Python, with the networks as <c>networks</c>.</summary>
    public static string Python(string program, string folder)
    {
        var start = new System.Diagnostics.ProcessStartInfo(
            RequirePython(), ["-c", $"import sys; sys.path.insert(0, {Quoted(Path.GetDirectoryName(Script)!)})\n"
            + $"import torch, networks\ntorch.manual_seed(5)\n{program}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = System.Diagnostics.Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return said;
    }

    private static string Quoted(string text) => $"'{text}'";
}
