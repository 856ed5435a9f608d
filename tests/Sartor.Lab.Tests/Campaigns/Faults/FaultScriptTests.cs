namespace Sartor.Lab.Tests.Campaigns.Faults;

[CollectionDefinition(nameof(FaultScript), DisableParallelization = true)]
public sealed class FaultScriptGroup : ICollectionFixture<FaultScript>;

/// <summary>A campaign in which one thing goes wrong ends without a person, with every trial once.</summary>
[Collection(nameof(FaultScript))]
public sealed class FaultScriptTests(FaultScript script)
{
    public static TheoryData<string> Faults => [.. FaultScript.Names];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Campaign_WithAFault_LosesAndDoublesNothing(string fault)
    {
        Assert.SkipWhen(FaultScript.Missing is not null, FaultScript.Missing ?? "");
        if (script.ProblemOf(fault) is not { } problem) Assert.Skip("SARTOR_FAULTS names others");
        else (await problem).ShouldBeNull();
    }
}
