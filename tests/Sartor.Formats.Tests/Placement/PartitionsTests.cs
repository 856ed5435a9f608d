using Sartor.Core;
using Sartor.Formats.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Placement;

/// <summary>Parts as TFLite and as ONNX Runtime make them; the figures follow from their rules by hand.</summary>
public sealed class PartitionsTests
{
    /// <summary>
    /// A taken root T, a root U that is not taken, and S that is taken and reads both. TFLite ends the part of T before U and begins
    /// another with S; ONNX Runtime runs U first, since U reads nothing of T, and T and S are one part.
    /// </summary>
    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void OperatorThatReadsNothingOfThePart_EndsItInTFLiteAlone(bool byWaves, int parts)
    {
        var (t, u) = (Taken(), Left());
        Count([t, u, Taken(t, u)], byWaves).ShouldBe(parts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OperatorBetween_EndsThePart(bool byWaves)
    {
        var t = Taken();
        var u = Left(t);
        Count([t, u, Taken(u)], byWaves).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Branches_AreOnePart(bool byWaves)
    {
        var root = Taken();
        var (left, right) = (Taken(root), Taken(root));
        Count([root, left, right, Taken(left, right)], byWaves).ShouldBe(1);
    }

    /// <summary>
    /// Two branches, each with an operator that is not taken in its midst: the parts before and behind are joined over both.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BranchesWithABreakEach_AreTwoParts(bool byWaves)
    {
        var (a, b) = (Taken(), Taken());
        var (ua, ub) = (Left(a), Left(b));
        var (ca, cb) = (Taken(ua), Taken(ub));
        Count([a, ua, ca, b, ub, cb], byWaves).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SameTensorTwice_IsReadOnce(bool byWaves)
    {
        var t = Taken();
        Count([t, Taken(t, t)], byWaves).ShouldBe(1);
    }

    private static int Count(IReadOnlyList<PlacedOperator> operators, bool byWaves)
    {
        var parts = Partitions.Of(operators, o => o.Raw.Type == "Taken", byWaves);
        parts.Sum(p => p.Count).ShouldBe(operators.Count(o => o.Raw.Type == "Taken"));
        return parts.Count;
    }

    private static PlacedOperator Taken(params PlacedOperator[] inputs) => Of("Taken", inputs);

    private static PlacedOperator Left(params PlacedOperator[] inputs) => Of("Left", inputs);

    private static PlacedOperator Of(string type, PlacedOperator[] inputs) => new(
        RawNode.Of("any", type, 1), type, [.. inputs.Select(i => i.Outputs[0])], [new PlacedTensor("t", ElementType.Float32, [1])], null);
}
