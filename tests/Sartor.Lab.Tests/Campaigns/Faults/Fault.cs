namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>What goes wrong in a campaign, once.</summary>
/// <param name="Name">For people, and for the test.</param>
/// <param name="Scene">Where it happens; made anew for each fault.</param>
/// <param name="Strike">Does it, from the start of the first measurement on, and mends what a person would not have to mend.</param>
internal sealed record Fault(string Name, Func<FaultScene> Scene, Func<FaultScene, Task> Strike)
{
    /// <summary>Fewest attempts that have to fail, as a proof that it struck; 0 where it is not to be felt at all.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>Most attempts that may fail.</summary>
    public int MostFailures { get; init; } = 8;

    /// <summary>Trials that have no result in the end, by how they end; none but where the trial itself is to blame.</summary>
    public IReadOnlyList<string> Lost { get; init; } = [];

    /// <summary>What stands in the reason of the first trial that has no result; null for anything.</summary>
    public string? Reason { get; init; }

    /// <summary>What has to be told of it in the run; null for nothing.</summary>
    public string? Told { get; init; }

    public override string ToString() => Name;
}
