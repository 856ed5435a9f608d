namespace Sartor.Tailor.Accuracy;

/// <summary>Which networks of a space are judged, and by how many samples.</summary>
internal sealed record AccuracyOptions
{
    /// <summary>Networks that are drawn, beside the single modifications; ≥ 0. Default 60.</summary>
    public int Networks { get; init; } = 60;

    /// <summary>Decides which, and which samples measure statistics.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Samples that measure the statistics of normalizations, ≥ 0; no other step sees them. Default 2,000.</summary>
    public int Recalibration { get; init; } = 2000;

    /// <summary>Most samples that judge, ≥ 1. Default 5,000.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>
    /// Whether half of the samples that would judge are kept for one last judgement, and no network is chosen by them. Default false.
    /// </summary>
    public bool KeepsFinal { get; init; }

    /// <summary>Hashes of samples that must not judge, as those that tuned the network; null for none.</summary>
    public IReadOnlySet<string>? Tuned { get; init; }

    /// <summary>The folder that keeps what was measured.</summary>
    public required string Folder { get; init; }
}
