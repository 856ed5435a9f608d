using Sartor.Core;

namespace Sartor.Formats.Tests;

/// <summary>
/// What a file may put on the heap: 6 × its size and 24 MiB, each part 160 × its bytes, of which 256 count, and all parts 1 GiB.
/// </summary>
public sealed class AllocationBudgetTests
{
    private const long Free = 24 << 20;

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void File_HasSixTimesItsSizeAndMore(long length)
    {
        var budget = new AllocationBudget("the-file", length);
        budget.Charge((6 * length) + Free);
        budget.Charge(0);
        Should.Throw<ModelFormatException>(() => budget.Charge(1)).Message.ShouldContain($"far more than its {length} bytes can hold");
    }

    /// <summary>A part spends its own first and takes the rest of what is left for the file.</summary>
    [Theory]
    [InlineData(1, 160)]
    [InlineData(256, 160 * 256)]
    [InlineData(257, 160 * 256)]
    public void Part_PaysWithItsBytes(long bytes, long own)
    {
        var budget = new AllocationBudget("the-file", 0);
        var part = budget.Part(bytes);
        part.Charge(own / 2);
        part.Charge(own - (own / 2));
        part.Charge(Free);
        Should.Throw<ModelFormatException>(() => part.Charge(1));
        // Another part has its own, and one inside it as well.
        var other = new AllocationBudget("the-file", 0);
        other.Part(bytes).Part(bytes).Charge(own + Free);
        Should.Throw<ModelFormatException>(() => other.Charge(1));
    }

    [Fact]
    public void AllParts_AreAGibibyteAtMost()
    {
        var budget = new AllocationBudget("the-file", 1L << 40);
        long left = 1L << 30;
        for (; left >= 160 * 256; left -= 160 * 256) budget.Part(256).Charge(160 * 256);
        budget.Part(256).Charge(left);
        Should.Throw<UnsupportedModelException>(() => budget.Part(256).Charge(1)).Message.ShouldContain("than the 1 GiB of objects");
        // What is beyond a part's own bytes is none of theirs.
        budget.Charge(1L << 30);
    }
}
