namespace Sartor.Lab.Campaigns;

/// <summary>One measurement of the session anchor: a small reference model whose latency tells how fast a device is at that time.</summary>
/// <param name="Lane">Address of the device.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Delegate">Name of the delegate.</param>
/// <param name="Series">SHA-256 over reference model, device, engine and protocol: only anchors of one series are compared.</param>
/// <param name="RunUtc">When the run of the campaign began that it belongs to.</param>
/// <param name="StartedUtc">When it was measured.</param>
/// <param name="MedianNs">Median latency in nanoseconds, above 0.</param>
/// <param name="LowNs">Lower end of its 95 % interval.</param>
/// <param name="HighNs">Upper end of its 95 % interval.</param>
public sealed record CampaignAnchor(
    string Lane, string Engine, string Delegate, string Series, DateTimeOffset RunUtc, DateTimeOffset StartedUtc, double MedianNs,
    double LowNs, double HighNs);
