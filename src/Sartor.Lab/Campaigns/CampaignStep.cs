namespace Sartor.Lab.Campaigns;

/// <summary>What one trial of a campaign does. The numbers are stored.</summary>
public enum CampaignStep
{
    /// <summary>Writes a variant; shared between devices.</summary>
    Convert = 0,
    /// <summary>Compares a variant on a device with its source.</summary>
    Verify = 1,
    /// <summary>Times a variant on a device.</summary>
    Measure = 2,
}
