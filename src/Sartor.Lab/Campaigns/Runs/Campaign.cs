using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>A campaign that is open: plans its trials and runs them.</summary>
public sealed class Campaign : IDisposable
{
    private const string PlanNote = "plan";

    private readonly CampaignOptions _options;
    private readonly TimeProvider _time;

    private Campaign(CampaignOptions options, ICampaignStore store, TimeProvider time) => (_options, Store, _time) = (options, store, time);

    /// <summary>Its trials.</summary>
    public ICampaignStore Store { get; }

    /// <summary>What the last plan leaves out of what the file asks for, a clause each; empty where it planned nothing.</summary>
    public IReadOnlyList<string> PlanProblems { get; private set; } = [];

    /// <summary>Opens it; its state is made where it is missing.</summary>
    /// <param name="options">What it is to do.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="OutputException">The state cannot be opened, or another process has it.</exception>
    public static Campaign Open(CampaignOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        return new Campaign(options, CampaignFolder.Open(options), time);
    }

    /// <summary>A campaign that keeps nothing, for a look at what would be planned.</summary>
    /// <param name="options">What it is to do.</param>
    /// <param name="time">The clock.</param>
    public static Campaign Dry(CampaignOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        return new Campaign(options, CampaignFolder.InMemory(), time);
    }

    /// <summary>
    /// Plans what is not planned yet. Trials whose inputs, tool, engine and device are the same as before keep what came of them.
    /// </summary>
    /// <param name="cancellation">Ends it; nothing was planned then.</param>
    /// <returns>How many trials are new.</returns>
    /// <exception cref="DeviceException">A device does not answer.</exception>
    /// <exception cref="OptionException">A device has none of the engines.</exception>
    public async Task<long> PlanAsync(CancellationToken cancellation)
    {
        var devices = new Dictionary<string, DeviceProfile>();
        foreach (var address in _options.Devices)
        {
            using var device = DeviceCatalog.Open(address);
            var profile = await device.DescribeAsync(cancellation).ConfigureAwait(false);
            await using var tools = await DeviceTools.OpenAsync(
                device, DeviceTools.CanRunOn(device) ? _options.Engines : [], _options.Tools, cancellation).ConfigureAwait(false);
            devices.Add(address, tools.AddTo(profile));
        }
        var state = PlanState(devices);
        PlanProblems = [.. AnchorProblems()];
        if (Store.Note(PlanNote) == state) return 0;
        var matrix = new CampaignMatrix(_options, devices, new CampaignInputs(Store));
        var planned = matrix.Trials().ToList();
        PlanProblems = [.. PlanProblems, .. matrix.Unused()];
        cancellation.ThrowIfCancellationRequested();
        var added = Store.Add(planned);
        Store.SetNote(PlanNote, state);
        return added;
    }

    // An engine that cannot run it is found only there.
    private IEnumerable<string> AnchorProblems()
    {
        if (_options.AnchorPath is null) yield break;
        string? problem = null;
        try
        {
            if (!ExecuTorchFormat.Is(_options.AnchorPath)) ModelFormats.Open(_options.AnchorPath, new ModelReadOptions()).Dispose();
        }
        catch (SartorException e)
        {
            problem = e.Message.TrimEnd('.');
        }
        if (problem is not null) yield return $"Drift of devices will not be told, since the anchor cannot be read: {problem}";
    }

    /// <summary>Runs what is waiting, until nothing is left that can run.</summary>
    /// <param name="listener">Is told what happens.</param>
    /// <param name="cancellation">Ends the run; trials that were running wait again.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="DeviceException">Another campaign has a device.</exception>
    /// <exception cref="OutputException">The state could not be written.</exception>
    public async Task RunAsync(ICampaignListener listener, CancellationToken cancellation)
    {
        var locks = new List<DeviceLock>();
        var run = new CampaignRun(Store, _options.Failures, listener, _time)
        {
            Sharing = _options.Devices.Where(DeviceCatalog.IsHere).ToArray() is { Length: > 0 } here
                ? [PlannedTrial.Preparation, .. here]
                : [],
        };
        var lanes = _options.Devices.Prepend(PlannedTrial.Preparation).ToDictionary(lane => lane, lane => (ITrialRunner)new JobTrialRunner(
            _options, lane, Store, _time, problem => run.Tell(told => told.DeviceChanged(
                lane, problem is null ? LaneState.Ready : LaneState.Waiting, problem ?? ""))));
        try
        {
            foreach (var device in _options.Devices) locks.Add(DeviceLock.Take(device, $"the campaign {_options.Name}"));
            await run.RunAsync(lanes, cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var lane in lanes.Values) lane.Dispose();
            foreach (var held in locks) held.Dispose();
        }
    }

    public void Dispose() => Store.Dispose();

    // What the plan depends on, without reading the models again.
    private string PlanState(Dictionary<string, DeviceProfile> devices)
    {
        var key = StepKey.Of("sartor-plan-1").With("build", ToolBuild.Id);
        foreach (var model in _options.Models) key = new StepKey(key.With(model, CampaignInputs.Stamp(model)).Id);
        foreach (var path in new[] { _options.DataPath, _options.LabelsPath }.OfType<string>())
            key = key.With("data", $"{path} {CampaignInputs.Stamp(path)}");
        foreach (var variant in _options.Variants) key = key.With("variant", $"{variant}");
        foreach (var engine in _options.Engines) key = key.With("engine", engine);
        foreach (var protocol in _options.Protocols) key = key.With("protocol", $"{protocol}");
        foreach (var (address, profile) in devices)
        {
            var engines = profile.Engines.Select(engine => $"{engine.Name} {engine.Version} {string.Join(' ', engine.Delegates)}");
            key = key.With("device", $"{address} {profile.Description} {profile.Worker.Build} {string.Join(", ", engines)}");
        }
        return key.With("verify", $"{_options.Verifies}").With("max-half-width", _options.MaxHalfWidth).Id;
    }
}
