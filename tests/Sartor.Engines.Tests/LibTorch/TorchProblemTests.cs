using Sartor.Engines.LibTorch;

namespace Sartor.Engines.Tests.LibTorch;

public sealed class TorchProblemTests
{
    [Theory]
    [InlineData(
        "The following operation failed in the TorchScript interpreter.\nTraceback of TorchScript (most recent call last):\n  File "
        + "\"n.py\", line 9, in forward\n        return torch.relu(x)\n               ~~~~~~~~~~ <--- HERE\nRuntimeError: mat1 and mat2 "
        + "shapes cannot be multiplied (1x5 and 4x3)\n",
        "mat1 and mat2 shapes cannot be multiplied (1x5 and 4x3)")]
    [InlineData("one line only.", "one line only")]
    [InlineData("torch.jit.Error: a\nbuiltins.ValueError: the last one", "the last one")]
    [InlineData("", "it gave no reason")]
    [InlineData("with \u001b[31mcolour", "with ?[31mcolour")]
    public void Traceback_is_one_clause(string text, string expected) => TorchProblem.Of(text).ShouldBe(expected);

    [Fact]
    public void Long_texts_are_cut() => TorchProblem.Of(new string('x', 5000)).Length.ShouldBeLessThan(600);
}
