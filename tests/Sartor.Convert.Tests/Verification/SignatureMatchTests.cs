using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

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

    [Theory]
    [InlineData("0,0,0,0", false)]
    [InlineData("9,-1,2a", false)]
    [InlineData("", false)]
    [InlineData("0,3,1,2", true)]
    public void Metadata_that_state_no_order_of_axes_are_refused(string text, bool isRead)
    {
        var (source, variant) = (Graph(1, 8, 8, 3), Graph(1, 3, 8, 8));
        variant.Source = variant.Source with { Metadata = new Dictionary<string, string> { ["sartor.signature.input.0"] = text } };
        if (isRead) SignatureMatch.Of(source, variant, "v").Inputs[0].Permutation.ShouldNotBeNull();
        else Should.Throw<UnsupportedModelException>(() => SignatureMatch.Of(source, variant, "v")).Message.ShouldContain(
            $"input 'x': its metadata states '{text}', which is no order of axes");
    }

    [Theory]
    [InlineData("rgb;127.5;127.5", true)]
    [InlineData("bgr;103.9,116.8,123.7;1", true)]
    [InlineData("rgb;nan;127.5", false)]
    [InlineData("rgb;nan;;;127.5", false)]
    [InlineData("rgb;127.5;0", false)]
    [InlineData("rgb;127.5,127.5;127.5", false)]
    [InlineData("grb;127.5;127.5", false)]
    [InlineData("rgb;127.5;127.5;8,-8;crop=8", false)]
    [InlineData("rgb;127.5;127.5;8,8;turn=8", false)]
    [InlineData("rgb", false)]
    [InlineData("", false)]
    public void Metadata_that_state_no_pixels_are_refused(string text, bool isRead)
    {
        var (source, variant) = (Graph(1, 3, 8, 8), Graph(1, 3, 8, 8));
        variant.Source = variant.Source with { Metadata = new Dictionary<string, string> { ["sartor.pixels.input.0"] = text } };
        if (isRead) SignatureMatch.Of(source, variant, "v").Inputs[0].Pixels.ShouldNotBeNull();
        else Should.Throw<UnsupportedModelException>(() => SignatureMatch.Of(source, variant, "v")).Message.ShouldContain(
            $"input 'x': its metadata states '{text}', which says nothing of pixels");
    }

    private static ModelGraph Graph(params long[] extents)
    {
        var graph = new ModelGraph("g");
        graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(extents)));
        return graph;
    }

    private static Shape Of(string text) => new([.. text.Split(',').Select(long.Parse)]);
}
