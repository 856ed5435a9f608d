namespace Sartor.Lab.Evaluation;

/// <summary>Samples that are fed in one run of a network: one, or a batch.</summary>
/// <param name="Ids">The samples that count, at least one.</param>
/// <param name="Fed">What is fed, as many as the network takes: <paramref name="Ids"/>, and others that fill the batch up.</param>
internal sealed record SampleRun(IReadOnlyList<string> Ids, IReadOnlyList<string> Fed)
{
    /// <summary>Names the run: its first sample.</summary>
    public string Id => Ids[0];

    /// <summary>What people call it.</summary>
    public string Name => Ids.Count == 1 ? Id : $"{Id} and {Ids.Count - 1} more";

    /// <summary>Divides samples into runs. The last one is filled up with samples from the beginning.</summary>
    /// <param name="ids">The samples.</param>
    /// <param name="batch">How many one run takes.</param>
    public static IEnumerable<SampleRun> Of(IReadOnlyList<string> ids, int batch)
    {
        for (var start = 0; start < ids.Count; start += batch)
        {
            string[] own = [.. ids.Skip(start).Take(batch)];
            var fill = Enumerable.Range(0, batch - own.Length).Select(i => ids[i % ids.Count]);
            yield return new SampleRun(own, [.. own, .. fill]);
        }
    }
}
