using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Jobs;

/// <summary>What a fit works with; a test puts others in their place.</summary>
internal sealed record FitParts
{
    /// <summary>Runs models on a device.</summary>
    public Func<IDevice, CancellationToken, IModelSessions> Sessions { get; init; } =
        (device, cancellation) => new WorkerSessions(device, cancellation);

    /// <summary>Measures on a device.</summary>
    public Func<IDevice, MeasurementProtocol, LaunchTrial> Launches { get; init; } = WorkerLaunches.On;

    /// <summary>Profiles on a device, with so many threads.</summary>
    public Func<IDevice, int, ProfileTrial> Profiles { get; init; } = WorkerProfiles.On;

    /// <summary>The store of a folder.</summary>
    public Func<string, TimeProvider, ITrialStore> Store { get; init; } = (folder, time) => FileTrialStore.Open(folder, time);
}
