namespace Sartor.Tailor.Latency;

/// <summary>Measured latencies of the parts that networks of a space are made of.</summary>
/// <param name="Source">Where it comes from, for messages.</param>
/// <param name="Entries">By the key of the part.</param>
internal sealed record LatencyTable(string Source, IReadOnlyDictionary<string, LatencyEntry> Entries)
{
    /// <summary>
    /// The latency of a network that is these parts, each as often as it is there. A part that the table lacks is named, never 0.
    /// </summary>
    public LatencySum Sum(IEnumerable<string> keys)
    {
        var sum = 0.0;
        var missing = new List<string>();
        foreach (var key in keys)
        {
            if (Entries.TryGetValue(key, out var entry)) sum += entry.Milliseconds;
            else if (!missing.Contains(key)) missing.Add(key);
        }
        return new LatencySum(sum, [.. missing]);
    }
}
