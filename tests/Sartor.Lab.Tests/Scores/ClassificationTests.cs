using Sartor.Core;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Tests.Scores;

public sealed class ClassificationTests
{
    [Theory]
    [InlineData(new[] { 0.1f, 0.7f, 0.2f }, 1)]
    [InlineData(new[] { 5f, 5, 5 }, 0)]
    [InlineData(new[] { -3f, -1, -1 }, 1)]
    [InlineData(new[] { float.NaN, 1, float.NaN, 2 }, 3)]
    [InlineData(new[] { float.NaN, float.NegativeInfinity }, 1)]
    [InlineData(new[] { 1f, float.PositiveInfinity, float.NaN }, 1)]
    [InlineData(new[] { float.NaN, float.NaN }, -1)]
    [InlineData(new float[0], -1)]
    public void Class_is_the_first_of_the_largest_numbers(float[] scores, int expected) => Classification.Top1(scores).ShouldBe(expected);

    [Theory]
    [InlineData(true, 1, 1000)]
    [InlineData(true, 1001)]
    [InlineData(true, 1, 10, 1, 1)]
    [InlineData(false, 1, 21, 64, 64)]
    [InlineData(false, 2, 10)]
    [InlineData(false, 1, 1)]
    [InlineData(false)]
    public void Scores_are_one_vector(bool expected, params int[] extents) =>
        Classification.NamesClasses(new Shape([.. extents.Select(e => (long)e)])).ShouldBe(expected);
}
