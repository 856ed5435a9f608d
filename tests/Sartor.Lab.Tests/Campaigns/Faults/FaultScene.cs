using System.Runtime.InteropServices;
using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A device with a small campaign on it, in a folder that goes away.</summary>
internal abstract class FaultScene : IDisposable
{
    // One launch, which takes about half a second of a network that takes a microsecond.
    private static readonly MeasurementProtocol s_protocol =
        MeasurementProtocol.Quick with { MinRounds = 1, MaxRounds = 1, MinSeconds = 0.7, MaxRuns = 300_000, TrialSeconds = 0 };

    private readonly TemporaryFolder _folder = new();

    protected FaultScene()
    {
        foreach (var name in new[] { "dense.tflite", "branch.tflite", "dense.onnx" })
            File.Copy(TestFiles.Data("tiny", name), Path.Combine(Folder, name));
        File.WriteAllBytes(Path.Combine(Folder, "broken.tflite"), new byte[100]);
        File.WriteAllBytes(Path.Combine(Folder, "undefined.onnx"), Undefined(File.ReadAllBytes(Path.Combine(Folder, "dense.onnx"))));
        Output = Path.Combine(Folder, "output");
    }

    public string Folder => _folder.Path;

    /// <summary>Folder of state, variants and reports.</summary>
    public string Output { get; protected init; }

    public abstract string Address { get; }

    /// <summary>The models; what is measured of them are the models themselves, or what is converted from them.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["dense.tflite", "branch.tflite"];

    public bool Converts { get; init; }

    public TimeProvider Time { get; protected init; } = TimeProvider.System;

    /// <summary>Called when an attempt has failed, before the lane goes on.</summary>
    public Action? AfterFailure { get; protected init; }

    /// <summary>Ends the first run; another one follows.</summary>
    public CancellationTokenSource Ending { get; } = new();

    /// <summary>Its workers, the oldest first.</summary>
    public abstract IReadOnlyList<int> Workers();

    public CampaignOptions Options => new()
    {
        Name = "faults",
        BaseFolder = Folder,
        OutputFolder = Output,
        Models = [.. Models.Select(name => Path.Combine(Folder, name))],
        Variants = [new CampaignVariant(Converts ? ConversionTargets.Get("tflite") : null, Precision.Float32)],
        Devices = [Address],
        Engines = ["tflite/xnnpack"],
        Protocols = [s_protocol],
        Verifies = Converts,
        MaxHalfWidth = 1e9,
        Failures = new FailurePolicy
        {
            CoolOff = TimeSpan.FromSeconds(0.3),
            DeviceFailures = 2,
            DeviceRest = TimeSpan.FromSeconds(0.5),
            DeviceProbes = 100,
        },
    };

    /// <summary>Ends when one worker keeps the model and another one times it.</summary>
    public async Task UntilMeasuringAsync()
    {
        await UntilAsync(() => Workers().Count >= 2);
        await Task.Delay(150);
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 3000 && !condition(); i++) await Task.Delay(20);
        condition().ShouldBeTrue("what the fault waits for has not come");
    }

    // A network that was trained too far: its biases are NaN, and so is what it gives.
    private static byte[] Undefined(byte[] model)
    {
        ReadOnlySpan<float> biases = [0.5f, -1, 2];
        var place = model.AsSpan().IndexOf(MemoryMarshal.AsBytes(biases));
        place.ShouldBeGreaterThan(0);
        for (var i = 0; i < biases.Length; i++) BitConverter.TryWriteBytes(model.AsSpan(place + (4 * i)), float.NaN).ShouldBeTrue();
        return model;
    }

    public virtual void Dispose()
    {
        Ending.Dispose();
        _folder.Dispose();
    }
}
