using System.Reflection;
using System.Runtime.CompilerServices;
using Sartor.Contracts;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>Whatever starts a worker for a model bounds its memory and its time by what the model needs.</summary>
public sealed class WorkerLimitsTests
{
    private static readonly EngineWorkerOptions s_limits =
        new() { MemoryLimitBytes = 12345, Deadline = TimeSpan.FromSeconds(67) };

    [Fact]
    public void Fit_BoundsEachWorkerByItsModel()
    {
        using var folder = new TemporaryFolder();
        var limits = new List<EngineWorkerOptions?>();
        var usual = new FitParts();
        var parts = usual with
        {
            Sessions = (device, cancellation) => new RecordingSessions(usual.Sessions(device, cancellation), limits),
            Launches = (device, protocol) =>
            {
                var launch = usual.Launches(device, protocol);
                return (request, cancellation) =>
                {
                    limits.Add(request.Limits);
                    return launch(request, cancellation);
                };
            },
            Profiles = (device, threads) =>
            {
                var profile = usual.Profiles(device, threads);
                return (request, cancellation) =>
                {
                    limits.Add(request.Limits);
                    return profile(request, cancellation);
                };
            },
        };
        var sample = Path.Combine(TestFiles.Root, "samples", "fashion");
        var options = new FitOptions
        {
            ModelPath = Path.Combine(sample, "model.onnx"),
            DataPath = sample,
            OutputFolder = folder.Result,
            Precisions = [Convert.Precision.Int8],
            Quick = true,
        };

        FitRun.Run(options, SilentProgress.Instance, TimeProvider.System, parts, TestContext.Current.CancellationToken);

        // Source, calibration, variants and launches; all far from the bounds of the largest models. A small machine bounds them further.
        limits.Count.ShouldBeGreaterThan(10);
        limits.ShouldAllBe(l => l != null && l.MemoryLimitBytes > 0 && l.MemoryLimitBytes < 3L << 30);
        limits.ShouldAllBe(l => l != null && l.Deadline >= TimeSpan.FromSeconds(60) && l.Deadline < TimeSpan.FromSeconds(70));
    }

    [Fact]
    public async Task Limits_ReachTheDevice()
    {
        var device = new RecordingDevice();
        var target = new EngineTarget("tflite", "none");
        var request = new TrialRequest("model", target.Engine, []) { Limits = s_limits, Delegate = target.Delegate };

        Should.Throw<NotSupportedException>(() => new WorkerSessions(device, CancellationToken.None).Open("model", target, 1, s_limits));
        await Should.ThrowAsync<NotSupportedException>(() => WorkerLaunches.On(device, new MeasurementProtocol())(request, default));
        await Should.ThrowAsync<NotSupportedException>(() => WorkerProfiles.On(device, 1)(request, default));

        device.Limits.ShouldBe([s_limits, s_limits, s_limits]);
    }

    /// <summary>No job can leave them out: what takes limits demands them, so that a job without them does not compile.</summary>
    [Fact]
    public void Limits_AreDemandedWhereverAModelIsRun()
    {
        var stated = typeof(FitRun).Assembly.GetTypes().SelectMany(type => type.GetProperties())
            .Where(property => property.PropertyType == typeof(EngineWorkerOptions) && property.CanWrite).ToArray();

        stated.Length.ShouldBeGreaterThanOrEqualTo(2);
        stated.ShouldAllBe(property => property.IsDefined(typeof(RequiredMemberAttribute)));
        typeof(FitRun).Assembly.GetTypes().Where(type => !typeof(IDevice).IsAssignableFrom(type))
            .SelectMany(type => type.GetMethods().Cast<MethodBase>().Concat(type.GetConstructors()))
            .SelectMany(method => method.GetParameters())
            .Where(parameter => parameter.ParameterType == typeof(EngineWorkerOptions)).ShouldAllBe(parameter => !parameter.IsOptional);
    }

    private sealed class RecordingSessions(IModelSessions sessions, List<EngineWorkerOptions?> limits) : IModelSessions
    {
        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions given)
        {
            limits.Add(given);
            return sessions.Open(modelPath, target, threads, given);
        }
    }

    private sealed class RecordingDevice : IDevice
    {
        public List<EngineWorkerOptions?> Limits { get; } = [];

        public string Address => "recording";

        public EngineWorker Keeper => throw new NotSupportedException();

        public Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

        public Task<string> PutAsync(string modelPath, CancellationToken cancellation = default) => Task.FromResult(modelPath);

        public EngineWorker OpenWorker(EngineWorkerOptions? limits = null)
        {
            Limits.Add(limits);
            throw new NotSupportedException();
        }

        public void Dispose()
        {
            // Nothing is open.
        }
    }
}
