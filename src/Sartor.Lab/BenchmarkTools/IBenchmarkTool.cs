using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>A benchmark tool of another maker on an Android device: it loads, warms up and counts by itself, and tells a mean.</summary>
internal interface IBenchmarkTool : IAsyncDisposable
{
    /// <summary>As an engine.</summary>
    string Name { get; }

    /// <summary>Which of it; the same for the same tool.</summary>
    string Version { get; }

    /// <summary>Of the models that it runs.</summary>
    string Format { get; }

    /// <summary>What it can be told to run them on.</summary>
    IReadOnlyList<string> Delegates { get; }

    /// <summary>Runs it once.</summary>
    /// <param name="request">The model and the delegate.</param>
    /// <param name="protocol">How to measure.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Core.DeviceException">The device does not answer.</exception>
    Task<ToolReading> LaunchAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation);
}
