using Sartor.Convert.Verification;
using Sartor.Core;

namespace Sartor.Convert.Tests.Verification;

public sealed class SignatureMatchTests
{
    [Theory]
    // Channels moved last: nobody swaps height and width, though the extents would allow it.
    [InlineData("1,3,224,224", "1,224,224,3", false, "0,2,3,1")]
    [InlineData("1,224,224,3", "1,3,224,224", false, "0,3,1,2")]
    [InlineData("1,1,28,28", "1,28,28,1", false, "0,2,3,1")]
    [InlineData("2,3,4,5", "5,2,4,3", false, "3,0,2,1")]
    [InlineData("1,1000", "1,1000", false, "0,1")]
    [InlineData("1,80,3000", "1,3000,80", false, "0,2,1")]
    // Where axes of extent 1 stand changes nothing.
    [InlineData("1,512,1,1", "1,1,1,512", false, "")]
    [InlineData("1,3,3,3", "1,3,3,3", true, "0,1,2,3")]
    [InlineData("1,8,8", "1,8,8", true, "0,1,2")]
    // Nobody swaps two axes, nor the three of which two have extent 1.
    [InlineData("8,8", "8,8", false, "0,1")]
    [InlineData("1,8,1", "1,8,1", false, "0,1,2")]
    public void Guess_finds_the_one_order(string from, string to, bool sameFormat, string axes)
    {
        var permutation = SignatureMatch.Guess(Of(from), Of(to), sameFormat);
        permutation.ShouldNotBeNull();
        permutation.Apply(Of(from)).ShouldBe(Of(to));
        if (axes.Length > 0) string.Join(',', permutation.Axes).ShouldBe(axes);
    }

    [Theory]
    // All three axes have the same extent: each order fits.
    [InlineData("1,3,3,3", "1,3,3,3")]
    [InlineData("2,2,3", "3,2,2")]
    // Three axes, as sequences have them, can be in either order.
    [InlineData("1,8,8", "1,8,8")]
    [InlineData("8,8,8", "8,8,8")]
    [InlineData("1,3,224,224", "1,1000")]
    [InlineData("1,4", "1,5")]
    public void Guess_gives_up_rather_than_guesses_wrong(string from, string to) =>
        SignatureMatch.Guess(Of(from), Of(to), sameFormat: false).ShouldBeNull();

    private static Shape Of(string text) => new([.. text.Split(',').Select(long.Parse)]);
}
