namespace Sartor.Lab.Measurement;

/// <summary>Launches a trial once: starts a worker, loads, warms up, measures, ends the worker. Launches do not overlap.</summary>
/// <param name="request">What to measure.</param>
/// <param name="cancellation">Ends the launch.</param>
internal delegate Task<LaunchOutcome> LaunchTrial(TrialRequest request, CancellationToken cancellation);
