using Sartor.Core;

namespace Sartor.Cli.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] s_names =
        ["--max-latency-ms", "--max-size-mb", "--data", "--out", "--verbose", "--version", "-?", "-o"];

    [Theory]
    [InlineData("--max-latncy-ms", "--max-latency-ms")]
    [InlineData("--max_latency_ms", "--max-latency-ms")]
    [InlineData("--latency", "--max-latency-ms")]
    [InlineData("--dtaa", "--data")]
    [InlineData("--max", "--max-size-mb", "--max-latency-ms")]
    [InlineData("-v", "--verbose", "--version")]
    [InlineData("--output", "--out")]
    [InlineData("--kangaroo")]
    [InlineData("--")]
    [InlineData("-x")]
    public void Names_AreTheNearestOnesTheShortestFirst(string typed, params string[] expected) =>
        Suggestion.For(typed, s_names).ShouldBe(expected);

    [Fact]
    public void Text_IsEmptyWhereNothingIsNear()
    {
        Suggestion.Text("--kangaroo", s_names).ShouldBeEmpty();
        Suggestion.Text("-v", s_names).ShouldBe(" (did you mean '--verbose' or '--version'?)");
    }
}
