namespace Sartor.Results.Records;

/// <summary>The result of <c>sartor bench</c> for several models or numbers of threads.</summary>
public sealed record BenchSet : IResultDocument
{
    public static string CurrentSchema => "sartor.bench-set/1";

    /// <summary>Which fields to expect.</summary>
    public string Schema { get; init; } = CurrentSchema;

    /// <summary>The command that made it; null where a program did.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>One entry for each model and number of threads, in the order of the command; measured one after the other.</summary>
    public required IReadOnlyList<BenchResult> Benches { get; init; }
}
