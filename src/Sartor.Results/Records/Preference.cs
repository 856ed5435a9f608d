namespace Sartor.Results.Records;

/// <summary>What decides among variants that keep all limits.</summary>
public static class Preference
{
    /// <summary>The lowest median; among those that show no difference to it, the smallest file.</summary>
    public const string Latency = "latency";

    /// <summary>The smallest file.</summary>
    public const string Size = "size";

    /// <summary>The best score that decides.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Latency, Size, Accuracy];
}
