using Sartor.Lab.Selection;

namespace Sartor.Lab.Tests.Selection;

public sealed class ParetoFrontTests
{
    private static string Of(params (string Name, double[] Objectives)[] candidates) =>
        string.Concat(ParetoFront.Of(candidates, c => c.Objectives).Select(c => c.Name));

    [Fact]
    public void Front_is_what_nobody_beats_in_the_order_given() =>
        Of(("a", [3, 1]), ("b", [2, 2]), ("c", [1, 3]), ("d", [3, 3]), ("e", [2, 3])).ShouldBe("abc");

    [Fact]
    public void Equal_candidates_all_stay() => Of(("a", [1, 2]), ("b", [1, 2]), ("c", [2, 1])).ShouldBe("abc");

    [Fact]
    public void Equal_in_one_and_worse_in_another_goes() => Of(("a", [1, 2]), ("b", [1, 3])).ShouldBe("a");

    [Fact]
    public void One_objective_leaves_its_minima() =>
        Of(("a", [2]), ("b", [1]), ("c", [1]), ("d", [double.PositiveInfinity])).ShouldBe("bc");

    [Fact]
    public void Single_candidate_and_none()
    {
        Of(("a", [double.NaN])).ShouldBe("a");
        Of().ShouldBe("");
    }

    [Fact]
    public void Objective_that_nobody_has_decides_nothing() => Of(("a", [1, double.NaN]), ("b", [2, double.NaN])).ShouldBe("a");

    [Fact]
    public void What_is_unknown_beats_nothing_that_is_known()
    {
        // Faster, but nobody knows how good: that is no reason to drop what is known to be good.
        Of(("unknown", [1, double.NaN]), ("known", [2, 0.5])).ShouldBe("unknownknown");
        Of(("unknown", [2, double.NaN]), ("known", [1, 0.5])).ShouldBe("known");
    }

    [Fact]
    public void Unknown_values_never_leave_the_front_empty() =>
        Of(("a", [1, double.NaN, 3]), ("b", [2, 1, double.NaN]), ("c", [double.NaN, 2, 2])).ShouldNotBeEmpty();

    [Fact]
    public void Every_candidate_that_went_is_beaten_by_one_that_stays()
    {
        var random = new Random(12);
        var candidates = Enumerable.Range(0, 200)
            .Select(i => (Name: i, Objectives: Enumerable.Range(0, 3).Select(_ => (double)random.Next(8)).ToArray())).ToArray();
        var front = ParetoFront.Of(candidates, c => c.Objectives);
        foreach (var candidate in candidates)
        {
            var beaten = front.Any(
                f => f.Objectives.Zip(candidate.Objectives, (a, b) => a <= b).All(x => x)
                    && !f.Objectives.SequenceEqual(candidate.Objectives));
            beaten.ShouldBe(!front.Contains(candidate));
        }
    }
}
