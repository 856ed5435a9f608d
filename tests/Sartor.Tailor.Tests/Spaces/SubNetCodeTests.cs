using System.Numerics;
using Sartor.Core;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tests.Spaces;

public sealed class SubNetCodeTests
{
    [Fact]
    public void Text_IsReadBackAsTheSameCode()
    {
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var space = i % 2 == 0 ? MadeUpSpaces.OnceForAll() : MadeUpSpaces.Random(i);
            var code = SubNetCode.Random(space, random);

            var again = SubNetCode.Parse(space, code.ToString());

            again.ShouldBe(code);
            again.GetHashCode().ShouldBe(code.GetHashCode());
            again.ToString().ShouldBe(code.ToString());
        }
    }

    [Fact]
    public void Random_IsTheSameForTheSameSeedAndReachesAll()
    {
        var space = MadeUpSpaces.Random(7);
        SubNetCode[] Draw() => [.. Enumerable.Range(0, 2000).Select(new Func<int, Random>(seed => new Random(seed)))
            .Select(random => SubNetCode.Random(space, random))];

        Draw().ShouldBe(Draw());
        Draw().Distinct().Count().ShouldBe((int)BigInteger.Min(space.DistinctCount, 2000));
    }

    [Fact]
    public void DecisionOfABlockThatIsOff_IsNotThere()
    {
        var space = MadeUpSpaces.OnceForAll(stages: 1);
        var values = Whole(space);
        values["s0.reduce_depth"] = -2;
        values["s0.b1.kernel_size"] = 9;
        values["s0.b1.kernel"] = 3;
        values.Remove("resolution");

        var problem = Should.Throw<OptionException>(() => SubNetCode.Of(space, values)).Problem;

        problem.ShouldContain("resolution is missing");
        problem.ShouldContain("s0.b1.kernel_size is one of 3, 5, 7, not 9");
        problem.ShouldContain("s0.b1.kernel is no decision");
        foreach (var name in (string[])["s0.b2.kernel_size", "s0.b2.expand_ratio", "s0.b3.kernel_size", "s0.b3.expand_ratio"])
            problem.ShouldContain($"{name} does not exist");
    }

    [Fact]
    public void BlocksThatAreOff_AreNoDifference()
    {
        var space = MadeUpSpaces.OnceForAll(stages: 1);
        var values = Whole(space);
        values["s0.reduce_depth"] = -1;
        foreach (var off in values.Keys.Where(name => name.StartsWith("s0.b3.", StringComparison.Ordinal)).ToArray()) values.Remove(off);

        var code = SubNetCode.Of(space, values);

        code.ToString().ShouldBe($"{space.Fingerprint}:128/-1;3,3;3,3;3,3;-");
        code.ValueOf(space.Decisions[^1]).ShouldBeNull();
        code.ValueOf(space.Resolution).ShouldBe(128);
    }

    [Theory]
    [InlineData("nothing", "whose codes begin with")]
    [InlineData("00000000:128/0;3,3;3,3;3,3;3,3", "whose codes begin with")]
    [InlineData("@:128", "has 0 stages, and the space 1")]
    [InlineData("@:128/0;3,3", "s0 has 1 block in the code, and 4 in the space")]
    [InlineData("@:128/0;3,3;3;3,3;3,3", "s0.b1 has 1 value in the code, and 2 decisions in the space")]
    [InlineData("@:128/0;3,3;3,x;3,3;3,3", "s0.b1.expand_ratio is one of 3, 4, 6, not 'x'")]
    [InlineData("@:100/0;3,3;3,3;3,3;3,3", "resolution is one of 128,")]
    [InlineData("@:128/-1;3,3;3,3;3,3;3,3", "s0.b3.kernel_size does not exist")]
    [InlineData("@:128/0;3,3;3,3;3,3;-", "s0.b3.kernel_size is missing")]
    public void TextThatIsNoCode_IsRefusedWithItsPlace(string text, string expected)
    {
        var space = MadeUpSpaces.OnceForAll(stages: 1);

        Should.Throw<OptionException>(() => SubNetCode.Parse(space, text.Replace("@", space.Fingerprint, StringComparison.Ordinal)))
            .Problem.ShouldContain(expected);
    }

    [Fact]
    public void CodesOfTwoSpaces_AreNotEqual() =>
        SubNetCode.At(MadeUpSpaces.OnceForAll(1), 0).ShouldNotBe(SubNetCode.At(MadeUpSpaces.OnceForAll(2), 0));

    private static Dictionary<string, double> Whole(SearchSpace space) =>
        space.Decisions.ToDictionary(decision => decision.Name, decision => decision.Values[0]);
}
