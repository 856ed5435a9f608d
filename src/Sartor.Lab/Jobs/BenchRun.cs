using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Measures one model on each engine and delegate that runs its format.</summary>
public static class BenchRun
{
    /// <param name="options">What to do.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="time">The clock of time stamps; latencies have their own.</param>
    /// <param name="cancellation">Ends the job.</param>
    /// <exception cref="SartorException">Model, data or options cannot be used.</exception>
    public static BenchResult Run(BenchOptions options, IRunProgress progress, TimeProvider time, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Protocol.Problem() is { } problem) throw new OptionException("measurement", problem);
        if (ExecuTorchFormat.Is(options.Input.ModelPath))
        {
            if (options.Input.DataPath is not null || options.Input.InputShapes.Count > 0)
            {
                throw new OptionException(
                    options.Input.ModelPath, "is a program of ExecuTorch, which is fed ones of its own shapes; leave out data and shapes");
            }
            using var program = ExecuTorchFormat.Open(options.Input.ModelPath);
            return Measure(options, program, [], ("ones", 1), [.. program.Graph.Diagnostics], progress, time, cancellation);
        }
        if (options.Input.DataPath is not null)
        {
            using var inputs = EvaluationInputs.Open(options.Input);
            var run = inputs.Runs([.. inputs.AllIds]).First();
            return Measure(
                options, inputs.Model, inputs.Signature.ToVariant(inputs.Read(run)), (run.Name, inputs.Batch), inputs.Diagnostics, progress,
                time, cancellation);
        }
        using var model = SourceModels.Open(options.Input, RuntimeCheck.RuntimeOf(options.Engines));
        var signature = new ModelSignature([.. model.Graph.Inputs.Select(TensorMapping.Of)], []);
        SampleBounds.CheckInputs(model.Path, signature.Inputs);
        if (model.Graph.Outputs.Count == 0)
            throw new UnsupportedModelException(model.Path, null, "has no output, so there is nothing to measure");
        var random = signature.ToVariant(RandomInputs.For(
            signature, unchecked((ulong)options.Seed), options.Input.Domains.Of(model.Graph)));
        var batch = InputBatch.Of(ModelSignature.Of(model.Graph));
        return Measure(options, model, random, ("random", batch), [.. model.Graph.Diagnostics], progress, time, cancellation);
    }

    private static BenchResult Measure(
        BenchOptions options, ModelFile model, IReadOnlyList<Tensor> input, (string Name, int Batch) fed,
        IReadOnlyList<Diagnostic> diagnostics,
        IRunProgress progress, TimeProvider time, CancellationToken cancellation)
    {
        using var device = options.OpenDevice ?? DeviceCatalog.Open(options.Device);
        if (DeviceTools.Problem(options.Engines, options.Tools) is { } problem) throw new OptionException(options.Tools.Option, problem);
        var tools = DeviceTools.OpenAsync(device, options.Engines, options.Tools, cancellation).GetAwaiter().GetResult();
        try
        {
            return On(device, tools, options, model, input, fed, diagnostics, progress, time, cancellation);
        }
        finally
        {
            tools.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static BenchResult On(
        IDevice device, DeviceTools tools, BenchOptions options, ModelFile model, IReadOnlyList<Tensor> input, (string Name, int Batch) fed,
        IReadOnlyList<Diagnostic> diagnostics, IRunProgress progress, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var profile = tools.AddTo(device.DescribeAsync(cancellation).GetAwaiter().GetResult());
        var targets = EnginePlan.On(profile, options.Engines).RequireTargets(model.Format.Name);
        var machine = profile.Description.ToFacts(device.Address);
        Diagnostic[] notes = [.. diagnostics, .. RunNotes.OfMeasurement(machine, options.Protocol.Threads, options.IsQuick)];
        foreach (var diagnostic in notes) progress.Reported(diagnostic);
        var facts = SourceModels.Of(model);
        var request = new TrialRequest(model.Path, "", input)
        {
            Sha256 = facts.Sha256,
            Limits = WorkerBudget.For(model.Graph, model.SizeBytes),
        };
        TrialRequest[] requests = [.. targets.Select(target => request with { Engine = target.Engine, Delegate = target.Delegate })];
        var keys = targets.Select(target => TrialKey.Of(Path.GetFileName(model.Path), target));
        var before = DeviceStates.AskAsync(device, time, cancellation).GetAwaiter().GetResult();
        var launch = tools.Launches(WorkerLaunches.On(device, options.Protocol), profile, device.Address, options.Protocol);
        var trials = FitTrials.Measure(requests, [.. keys], options.Protocol, launch, progress, time, null, cancellation);
        var after = DeviceStates.AskAsync(device, time, cancellation).GetAwaiter().GetResult();
        return new BenchResult
        {
            SartorVersion = SourceModels.SartorVersion,
            StartedUtc = started,
            Model = facts,
            Device = machine,
            Protocol = options.Protocol.ToFacts(profile.Worker.ClockHz),
            Input = fed.Name,
            BatchSize = fed.Batch,
            Trials = [.. RuntimeCheck.Flag(trials, model.Graph).Select(trial => LaunchEnergy.WithMacs(trial, facts.Macs))],
            Profiles = options.Profiles ? Profile(requests, trials, device, options.Protocol, progress, cancellation) : [],
            StateBefore = before,
            StateAfter = after,
            Diagnostics = notes,
        };
    }

    private static List<NodeProfile> Profile(
        TrialRequest[] requests, IReadOnlyList<TrialResult> trials, IDevice device, MeasurementProtocol protocol, IRunProgress progress,
        CancellationToken cancellation)
    {
        var profile = WorkerProfiles.On(device, protocol.Threads, protocol.Cpus);
        var profiles = new List<NodeProfile>();
        progress.StageStarted(RunStage.Profile, trials.Count);
        for (var i = 0; i < trials.Count; i++)
        {
            progress.StageAdvanced(RunStage.Profile, i, trials[i].Target.ToString());
            // Tools of other makers say nothing of steps here.
            if (trials[i].Latency is not null && !DeviceTools.IsTool(trials[i].Engine))
                profiles.Add(profile(requests[i], cancellation).GetAwaiter().GetResult());
        }
        progress.StageFinished(RunStage.Profile, $"{Quantity.Of(profiles.Count, "trial")} profiled by step");
        return profiles;
    }
}
