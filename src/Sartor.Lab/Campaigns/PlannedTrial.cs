using Sartor.Lab.Trials;

namespace Sartor.Lab.Campaigns;

/// <summary>One trial of a campaign before it runs.</summary>
/// <param name="Key">Everything that its outcome depends on; its id names the trial.</param>
/// <param name="Step">What it does.</param>
/// <param name="Lane">What runs it, one at a time: the address of a device, or <see cref="Preparation"/>.</param>
/// <param name="Model">Path of the source model, as the campaign names it.</param>
/// <param name="Variant">Target and precision, as <c>tflite/float32</c>; <c>source</c> for the model as it is.</param>
public sealed record PlannedTrial(StepKey Key, CampaignStep Step, string Lane, string Model, string Variant)
{
    /// <summary>The lane of conversions, which run on this machine.</summary>
    public const string Preparation = "";

    /// <summary>Name of the engine; empty for a conversion.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Name of the delegate; empty for a conversion.</summary>
    public string Delegate { get; init; } = "";

    /// <summary>Threads of the engine, ≥ 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Key of the trial that has to succeed first; null for none.</summary>
    public StepKey? Needs { get; init; }
}
