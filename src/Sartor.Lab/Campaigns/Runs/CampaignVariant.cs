using Sartor.Convert;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>What is made of a model.</summary>
/// <param name="Target">Null for the model as it is.</param>
/// <param name="Precision">Of a conversion.</param>
public sealed record CampaignVariant(IConversionTarget? Target, Precision Precision)
{
    /// <summary>Name of the model as it is.</summary>
    public const string SourceName = "source";

    /// <summary>Whether samples calibrate it.</summary>
    public bool NeedsData => Target is not null && Precision == Precision.Int8;

    /// <summary>As a campaign file names it.</summary>
    public override string ToString() => Target is null ? SourceName : $"{Target.Name}/{Precision.Name()}";
}
