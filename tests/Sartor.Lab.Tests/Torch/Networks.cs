using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

/// <summary>The networks of <c>tests/data/torch/networks.py</c>, where there is a PyTorch to run them.</summary>
internal static class Networks
{
    public static string Script { get; } = TestFiles.Data("torch", "networks.py");

    /// <summary>A source of that file; skips the test where there is no PyTorch.</summary>
    public static TorchSource Of(string name, params TorchInput[] inputs)
    {
        PyTorch.Require();
        return new TorchSource { ScriptPath = Script, Name = name, Inputs = inputs };
    }

    /// <summary>The network with convolution and normalization, of three classes.</summary>
    public static TorchSource Net => Of("Net", new TorchInput(null, new Shape(1, 3, 8, 8))) with
    {
        Arguments = new Dictionary<string, string> { ["num_classes"] = "3" },
    };
}
