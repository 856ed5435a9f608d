using Sartor.Mutation.Sampling;

namespace Sartor.Mutation.Tests.Sampling;

public sealed class SamplerTests
{
    private static readonly Area s_area = new("sample", ["src/Sample"]);

    private static Snippet Code => Snippet.OfBody("if (x > 2 && x < 9) x += 3;\nwhile (x > 20) x /= 2;\nreturn x * 2 + 1;");

    [Fact]
    public void Draw_WithTheSameSeed_IsTheSame() => Draw(Code, 5, 7).Mutants.ShouldBe(Draw(Code, 5, 7).Mutants);

    [Fact]
    public void Draw_WithAnotherSeed_IsAnother() => Draw(Code, 5, 7).Mutants.ShouldNotBe(Draw(Code, 5, 8).Mutants);

    [Fact]
    public void Draw_CountsPlacesAndNumbersItsMutants()
    {
        var draw = Draw(Code, 5, 7);

        draw.Sites["sample"].ShouldBe(Code.Sites().Count);
        draw.Mutants.Select(m => m.Number).ShouldBe([1, 2, 3, 4, 5]);
        draw.Mutants.ShouldAllBe(m => m.Path == "src/Sample/Code.cs" && m.Area == "sample");
        draw.Mutants.Select(m => (m.Line, m.Before)).ShouldBeUnique();
    }

    [Fact]
    public void Draw_OfMoreThanThereIs_TakesEveryPlaceThatCompiles() => Draw(Code, 1000, 7).Mutants.Count.ShouldBe(Code.Sites().Count);

    // Without the throw not every way of the method returns; without the assignment a variable has no value.
    [Fact]
    public void Change_ThatDoesNotCompile_IsReplaced()
    {
        var draw = Draw(Snippet.OfBody("int y;\ny = x;\nif (y > 3) return y;\nthrow new Exception();"), 1000, 1);

        draw.Mutants.ShouldNotContain(m => m.Before == "throw new Exception();" || m.Before == "y = x;");
        draw.Mutants.ShouldContain(m => m.Before == "y > 3");
        draw.NotCompiling.ShouldBe(2);
    }

    [Fact]
    public void Draw_OfAnotherArea_LeavesTheFileAlone() =>
        new Sampler([new Area("other", ["src/Other"])], [Code.Project]).Draw(10, 1, "").Mutants.ShouldBeEmpty();

    private static Draw Draw(Snippet snippet, int count, int seed) => new Sampler([s_area], [snippet.Project]).Draw(count, seed, "");
}
