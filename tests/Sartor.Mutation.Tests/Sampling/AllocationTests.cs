using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Tests.Sampling;

public sealed class AllocationTests
{
    [Theory]
    [InlineData(10, new[] { 50, 30, 20 }, new[] { 5, 3, 2 })]
    [InlineData(10, new[] { 1, 1, 1 }, new[] { 1, 1, 1 })]
    [InlineData(4, new[] { 10, 10, 13 }, new[] { 1, 1, 2 })]
    [InlineData(5, new[] { 20, 10, 0 }, new[] { 3, 2, 0 })]
    public void Share_IsInProportionByLargestRemainder(int total, int[] sizes, int[] expected) =>
        Allocation.Of(sizes, total).ShouldBe(expected);
}
