using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class LastExtremumPassTests
{
    private static readonly Tensor s_x = Tensor.Create(new Shape(2, 4), [5f, 1, 5, 2, 0, 3, 3, 0]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Greatest_IsTheLastOfEquals(bool keepAxis) => ExpandedValues.Of(
        new LastExtremumPass(), new ArgMax(1, keepAxis, SelectsLast: true), s_x).ShouldBe([2, 2]);

    [Fact]
    public void Smallest_IsTheLastOfEquals() => ExpandedValues.Of(
        new LastExtremumPass(), new ArgMin(1, KeepAxis: true, SelectsLast: true, ElementType.Int32), s_x).ShouldBe([1, 3]);

    [Fact]
    public void OtherAxes_AreTurnedToo() => ExpandedValues.Of(
        new LastExtremumPass(), new ArgMax(0, KeepAxis: false, SelectsLast: true), Tensor.Create(new Shape(3, 2), [1f, 2, 1, 1, 0, 2]))
        .ShouldBe([1, 2]);

    [Fact]
    public void OneElement_HasIndex0() => ExpandedValues.Of(
        new LastExtremumPass(), new ArgMax(0, KeepAxis: false, SelectsLast: true), Tensor.Create(new Shape(1, 2), [1f, 2]))
        .ShouldBe([0, 0]);

    [Fact]
    public void First_Stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new ArgMax(0, KeepAxis: false), g.Input(3)));
        new LastExtremumPass().Run(g.Graph).ShouldBeFalse();
    }
}
