using Sartor.Core;
using Sartor.Formats.Onnx.Placement;
using Sartor.Formats.Placement;
using Sartor.Formats.TFLite.Placement;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Placement;

/// <summary>Chains of operators on targets with rules of their own about partitions.</summary>
public sealed class TargetPlacementTests
{
    /// <summary>NNAPI takes the three largest partitions; operators that it has are marked by their number in the chain.</summary>
    [Theory]
    [InlineData("a", "1 of 1 in 1", "")]
    [InlineData("a-a-a", "3 of 5 in 3", "")]
    [InlineData("a-aa-aa-aa", "6 of 10 in 3", "0")]
    [InlineData("aa-a-aa-aa", "6 of 10 in 3", "3")]
    [InlineData("aa-aa-aa-a", "6 of 10 in 3", "9")]
    public void LargestPartitions_AreTaken(string chain, string expected, string left)
    {
        var report = Place(TFLitePlacement.Table, "nnapi", chain, "ADD");
        $"{report.Taken} of {report.Operators} in {report.Partitions}".ShouldBe(expected);
        var without = report.Fallbacks.Where(f => f.Operator == "ADD").ToArray();
        without.Select(f => f.Node).ShouldBe(left.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        without.ShouldAllBe(f => f.Reason == "the target takes 3 partitions, the largest");
    }

    [Theory]
    [InlineData("a-a", "1 of 3 in 1")]
    [InlineData("-aa", "0 of 3 in 0")]
    [InlineData("aaa", "3 of 3 in 1")]
    public void EdgeTpu_StopsAtTheFirst(string chain, string expected)
    {
        var report = Place(TFLitePlacement.Table, "edgetpu", chain, "ADD", 'q');
        $"{report.Taken} of {report.Operators} in {report.Partitions}".ShouldBe(expected);
    }

    [Theory]
    [InlineData("a", "0 of 1 in 0")]
    [InlineData("aa", "2 of 2 in 1")]
    [InlineData("a-aa", "2 of 4 in 1")]
    [InlineData("aa-a", "2 of 4 in 1")]
    public void Reshape_IsNotTakenAlone(string chain, string expected)
    {
        var report = Place(OnnxPlacement.Table, "ort-nnapi", chain, "Reshape");
        $"{report.Taken} of {report.Operators} in {report.Partitions}".ShouldBe(expected);
    }

    [Fact]
    public void Relu_IsTakenAlone() => Place(OnnxPlacement.Table, "ort-nnapi", "a", "Relu").Partitions.ShouldBe(1);

    [Fact]
    public void OperatorsThatWaitForEachOther_AreOnePart()
    {
        var loop = new PlacedTensor("l", ElementType.Float32, [1]);
        PlacedTensor x = new("x", ElementType.Float32, [1]), y = new("y", ElementType.Float32, [1]);
        PlacedOperator[] operators = [Of("ADD", "first", [x, loop], y), Of("ADD", "second", [y], loop)];
        Partitions.Of(operators, _ => true, byWaves: false).ShouldHaveSingleItem().Count.ShouldBe(2);
        Partitions.Of(operators, _ => false, byWaves: false).ShouldBeEmpty();
    }

    /// <summary>Of an operator with two outputs, each result is waited for.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachOutput_IsWaitedFor(bool byWaves)
    {
        PlacedTensor[] made = [.. "abcd".Select(n => new PlacedTensor($"{n}", ElementType.Float32, [1]))];
        PlacedOperator[] operators =
        [
            new(RawNode.Of("any", "SPLIT", 1), "split", [], [made[0], made[1]], null), Of("LEFT", "left", [made[1]], made[2]),
            Of("ADD", "sum", [made[0], null, made[2]], made[3]),
        ];
        var parts = Partitions.Of(operators, o => o.Raw.Type != "LEFT", byWaves);
        parts.Select(p => string.Join(' ', p.Select(o => o.Name))).ShouldBe(["split", "sum"]);
    }

    private static PlacementReport Place(PlacementTable table, string target, string chain, string type, char letter = 'f')
    {
        var last = new PlacedTensor("x", ElementType.Float32, [1, 1]);
        var operators = new List<PlacedOperator>();
        foreach (var mark in chain)
        {
            var next = new PlacedTensor($"t{operators.Count}", ElementType.Float32, [1, 1]);
            operators.Add(new PlacedOperator(
                RawNode.Of("any", mark == 'a' ? type : "NoSuchOperator", 20), $"{operators.Count}", [last], [next], letter));
            last = next;
        }
        return TargetPlacement.Of(table, target, operators);
    }

    private static PlacedOperator Of(string type, string name, PlacedTensor?[] inputs, PlacedTensor output) =>
        new(RawNode.Of("any", type, 1), name, inputs, [output], null);
}
