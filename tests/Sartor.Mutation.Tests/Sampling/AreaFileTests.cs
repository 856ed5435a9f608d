using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Tests.Sampling;

public sealed class AreaFileTests
{
    private static readonly AreaFile s_file = AreaFile.Parse("""
        # what is mutated
        graph    src/Graph
        formats  src/Formats src/Wire/*Reader.cs !**/*Writer.cs   # readers

        not-tests tests/Slow.Tests
        """);

    [Theory]
    [InlineData("src/Graph/A.cs", "graph")]
    [InlineData("src/Graph/Ops/A.cs", "graph")]
    [InlineData("src/Graphics/A.cs", null)]
    [InlineData("src/Formats/Tf/ModelReader.cs", "formats")]
    [InlineData("src/Formats/Tf/ModelWriter.cs", null)]
    [InlineData("src/Wire/FieldReader.cs", "formats")]
    [InlineData("src/Wire/Field.cs", null)]
    public void File_IsOfItsArea(string path, string? area) =>
        s_file.Areas.Where(a => a.Holds(path)).Select(a => a.Name).SingleOrDefault().ShouldBe(area);

    [Fact]
    public void Tests_ThatAreLeftOut_AreNoArea()
    {
        s_file.Areas.Select(a => a.Name).ShouldBe(["graph", "formats"]);
        s_file.LeftOutTests.ShouldBe(["tests/Slow.Tests"]);
    }

    [Theory]
    [InlineData("graph", "names no folder")]
    [InlineData("graph src/A\ngraph src/B", "twice")]
    public void Line_ThatSaysNothing_IsRefused(string text, string expected) =>
        Should.Throw<MutationException>(() => AreaFile.Parse(text)).Message.ShouldContain(expected);
}
