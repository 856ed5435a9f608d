using System.Globalization;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Lab.Tests.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>
/// A small classifier with data, a store, and fits of them that count what they do. Engines run in this process, launches are invented:
/// only the host is asked, by one worker, what it is.
/// </summary>
internal sealed class FitReuseFixture : IDisposable
{
    private const int Rows = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly HostDevice _host = new();
    private int _results;

    public FitReuseFixture()
    {
        WriteModel(1);
        WriteData();
        Options = new FitOptions { ModelPath = Model, DataPath = Data, OutputFolder = "", StoreFolder = Store, Quick = true };
    }

    /// <summary>What every fit does unless a test changes it.</summary>
    public FitOptions Options { get; set; }

    public string Store => Path.Combine(_folder.Path, "store");

    public string Model => Path.Combine(_folder.Path, "model.onnx");

    public string Data => Path.Combine(_folder.Path, "data.csv");

    /// <summary>True for a target that cannot load models.</summary>
    public Func<EngineTarget, bool> IsBroken { get; set; } = _ => false;

    /// <summary>What to make of a launch.</summary>
    public Func<LaunchOutcome, LaunchOutcome> ChangeLaunch { get; set; } = outcome => outcome;

    /// <summary>Folder with everything.</summary>
    public string Root => _folder.Path;

    /// <summary>Models that were loaded.</summary>
    public int Loads { get; private set; }

    /// <summary>Inferences of verification, calibration and the source.</summary>
    public int Inferences { get; private set; }

    /// <summary>Launches of trials.</summary>
    public int Launches { get; private set; }

    /// <summary>Launches that time steps.</summary>
    public int Profiles { get; private set; }

    /// <summary>What to make of a profile.</summary>
    public Func<NodeProfile, NodeProfile> ChangeProfile { get; set; } = profile => profile;

    public void Dispose() => _folder.Dispose();

    /// <summary>A network of 4 inputs and 3 classes, the class being the largest of the first three inputs.</summary>
    public void WriteModel(float weight) => File.WriteAllBytes(Model, new OnnxBuilder()
        .Input("x", ElementType.Float32, 1, 4)
        .Initializer<float>("w", [4, 3], weight, 0, 0, 0, 1, 0, 0, 0, 1, 0.1f, 0.2f, 0.1f)
        .Node("MatMul", ["x", "w"], ["y"]).Output("y", ElementType.Float32, 1, 3).Build());

    /// <summary>Rows whose class is the place of their largest value.</summary>
    /// <param name="value">The largest value of the first row.</param>
    /// <param name="label">The label of the first row.</param>
    public void WriteData(double value = 2.5, int label = 0)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, Rows).Select(i =>
        {
            double Feature(int c) => c != i % 3 ? random.NextDouble() : i == 0 ? value : 2 + random.NextDouble();
            double[] x = [.. Enumerable.Range(0, 4).Select(Feature)];
            return $"{string.Join(',', x.Select(v => v.ToString(CultureInfo.InvariantCulture)))},class-{(i == 0 ? label : i % 3)}";
        });
        File.WriteAllText(Data, $"a,b,c,d,label\n{string.Join('\n', rows)}\n");
    }

    /// <summary>One fit; the counts are its own.</summary>
    /// <param name="change">Of the options.</param>
    /// <param name="progress">Is told; null for nobody.</param>
    /// <param name="store">In place of the one in <see cref="Store"/>.</param>
    /// <param name="cancellation">Ends it.</param>
    public FitResult Run(
        Func<FitOptions, FitOptions>? change = null, IRunProgress? progress = null, ITrialStore? store = null,
        CancellationToken cancellation = default)
    {
        (Loads, Inferences, Launches, Profiles) = (0, 0, 0, 0);
        var options = Options with { OutputFolder = Path.Combine(_folder.Path, $"result-{_results++}") };
        var parts = new FitParts
        {
            Sessions = (_, token) => new CountingSessions(this, token),
            Launches = (_, protocol) => Launch(protocol),
            Profiles = (_, _) => Profile,
        };
        if (store is not null) parts = parts with { Store = (_, _) => store };
        options = change?.Invoke(options) ?? options;
        return FitRun.Run(options, progress ?? SilentProgress.Instance, TimeProvider.System, parts, cancellation);
    }

    // The latency says which trial it is, so that a result under the wrong trial would show.
    private LaunchTrial Launch(MeasurementProtocol protocol) => async (request, cancellation) =>
    {
        Launches++;
        var profile = await _host.DescribeAsync(cancellation);
        var subject = request.Subject(request.Sha256!, request.Delegate!, profile.Engine(request.Engine).Version!);
        var id = TrialId.For(subject, profile.Description.ToFacts(_host.Address), protocol.ToFacts(profile.Worker.ClockHz));
        return ChangeLaunch(SimulatedMachine.Outcome(request.Engine, 1e6 + System.Convert.ToInt32(id[..4], 16)) with
        {
            Id = id,
            EngineVersion = subject.EngineVersion,
            Delegate = subject.Delegate,
            Optimization = subject.Optimization,
            InputSha256 = subject.InputSha256,
        });
    };

    private Task<NodeProfile> Profile(TrialRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Profiles++;
        return Task.FromResult(ChangeProfile(new NodeProfile
        {
            Target = new EngineTarget(request.Engine, request.Delegate!),
            Runs = 3,
            RunNs = 1e6,
            Evidence = "invented",
            Steps = [new ProfiledStep { Kernel = request.Sha256!, MedianNs = 1e6, Share = 1 }],
        }));
    }

    private sealed class CountingSessions(FitReuseFixture fixture, CancellationToken cancellation) : IModelSessions
    {
        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
        {
            fixture.Loads++;
            if (fixture.IsBroken(target)) throw new EngineException(target.Engine, "ended by SIGSEGV");
            var options = new EngineOptions { Threads = threads, Delegate = target.Delegate };
            return new CountingSession(fixture, InferenceEngines.Get(target.Engine).Prepare(modelPath, options), cancellation);
        }
    }

    private sealed class CountingSession(FitReuseFixture fixture, IInferenceSession session, CancellationToken cancellation)
        : ITargetSession
    {
        public string ActualDelegate => session.Delegation.ActualDelegate;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            fixture.Inferences++;
            return session.Infer(inputs);
        }

        public void Dispose() => session.Dispose();
    }
}
