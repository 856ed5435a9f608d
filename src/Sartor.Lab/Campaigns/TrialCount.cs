namespace Sartor.Lab.Campaigns;

/// <summary>How many trials of a lane stand at the same place.</summary>
/// <param name="Lane">As <see cref="PlannedTrial.Lane"/>.</param>
/// <param name="Step">What they do.</param>
/// <param name="State">Where they stand.</param>
/// <param name="Ending">How their last attempt ended.</param>
/// <param name="Count">How many.</param>
public sealed record TrialCount(string Lane, CampaignStep Step, TrialState State, TrialEnding Ending, long Count);
