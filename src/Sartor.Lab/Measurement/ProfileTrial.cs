using Sartor.Results.Records;

namespace Sartor.Lab.Measurement;

/// <summary>
/// Launches a trial once to time its steps; no latency comes from such a launch. Whatever fails is the problem of the profile.
/// </summary>
/// <param name="request">What to profile; its delegate is named.</param>
/// <param name="cancellation">Ends the launch.</param>
internal delegate Task<NodeProfile> ProfileTrial(TrialRequest request, CancellationToken cancellation);
