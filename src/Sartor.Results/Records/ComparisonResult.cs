namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor compare</c>.</summary>
public sealed record ComparisonResult : IResultDocument
{
    public static string CurrentSchema => "sartor.compare/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The earlier result.</summary>
    public required ComparedRun Before { get; init; }

    /// <summary>The later result.</summary>
    public required ComparedRun After { get; init; }

    /// <summary>By what share a trial may be slower before it is a regression; null where none was to be found.</summary>
    public required double? FailOver { get; init; }

    /// <summary>The trials that both have, in the order of the later result.</summary>
    public required IReadOnlyList<ComparedTrial> Trials { get; init; }

    /// <summary>Trials that only the earlier result has.</summary>
    public required IReadOnlyList<string> OnlyBefore { get; init; }

    /// <summary>Trials that only the later result has.</summary>
    public required IReadOnlyList<string> OnlyAfter { get; init; }

    /// <summary>What makes the comparison doubtful: another device, other engines, another protocol.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
