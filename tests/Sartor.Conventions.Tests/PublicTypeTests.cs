using Sartor.Conventions.Tests.MadeUp.Shop;
using Sartor.Graph.Ir;

namespace Sartor.Conventions.Tests;

public sealed class PublicTypeTests
{
    public static TheoryData<string> Projects => [.. Sources.Layers.Keys];

    /// <summary>What a user of the library meets although no project of Sartor needs it from outside, and why.</summary>
    private static readonly (string Reason, Func<Type, bool> Holds)[] s_api =
    [
        ("operators are what graphs are made of", t => t.IsSubclassOf(typeof(Operator))),
        ("records of results are a published document", t => t.Namespace == "Sartor.Results.Records"),
        ("a target of one's own takes the passes of a precision from here", t =>
            t.FullName == "Sartor.Convert.Quantization.PrecisionPasses"),
        ("who writes a pass checks the graph with it", t => t.FullName == "Sartor.Graph.Ir.GraphCheck"),
        ("scores are named by a program that calls jobs", t => t.GetInterfaces().Any(i => i.Name == "IScore")),
        ("who reads a result computes the id of a trial again", t => t.FullName == "Sartor.Lab.Trials.TrialId"),
        ("another store of steps implements it, and has its contract to keep",
            t => t.Name == "ITrialStore" || t.GetInterfaces().Any(i => i.Name == "ITrialStore")),
        ("the front door of the library", t => t.Namespace == "Sartor"),
        ("a program that calls jobs and shows nothing needs it", t => t.FullName == "Sartor.Lab.Jobs.SilentProgress"),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicType_IsUsedFromOutsideOrIsApi(string project) =>
        PublicTypes.WithoutReason(project, t => s_api.Any(group => group.Holds(t)))
            .ShouldBeEmpty("make them internal, or say here what they are for");

    [Fact]
    public void Api_HasNoGroupWithoutTypes() =>
        s_api.Where(group => !Sources.Layers.Keys.SelectMany(Sources.Types).Any(group.Holds)).Select(group => group.Reason).ShouldBeEmpty();

    [Fact]
    public void Rule_FindsATypeThatNothingNeeds()
    {
        HashSet<Type> visible = [typeof(Counter), typeof(Goods), typeof(Stock), typeof(Trade)];

        PublicTypes.Unreached(visible, t => t == typeof(Counter)).ShouldBe([typeof(Stock).FullName]);
    }
}
