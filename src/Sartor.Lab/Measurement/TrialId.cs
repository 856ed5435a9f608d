using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Measurement;

/// <summary>
/// Names a trial by what it is: SHA-256 over variant, engine with version, device, options and protocol, one <c>key=value</c> line each
/// with backslash and line end escaped. The same trial has the same id on every run; changing anything gives another one.
/// </summary>
internal static class TrialId
{
    private const string Form = "sartor-trial-2";

    /// <param name="variantSha256">Lower-case hexadecimal hash of the variant's bytes.</param>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="engineVersion">As the library states it.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="delegateName">The delegate that was asked for.</param>
    /// <param name="optimization">What the engine may rewrite.</param>
    /// <param name="protocol">How it is measured.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string For(
        string variantSha256, string engine, string engineVersion, DeviceDescription device, string delegateName, string optimization,
        MeasurementProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(protocol);
        var text = new StringBuilder();
        void Add(string key, IFormattable value) => AddText(key, value.ToString(null, CultureInfo.InvariantCulture));
        void AddText(string key, string? value) => text.Append(key).Append('=').Append(Escaped(value ?? "")).Append('\n');

        AddText("form", Form);
        AddText("variant", variantSha256);
        AddText("engine", engine);
        AddText("engine-version", engineVersion);
        AddText("device-cpu", device.Cpu);
        AddText("device-features", string.Join(' ', device.CpuFeatures));
        Add("device-cores", device.Cores);
        AddText("device-memory", device.MemoryBytes?.ToString(CultureInfo.InvariantCulture));
        AddText("device-os", device.Os);
        AddText("device-kernel", device.Kernel);
        AddText("device-architecture", device.Architecture);
        AddText("device-governor", device.Governor);
        AddText("delegate", delegateName);
        AddText("optimization", optimization);
        Add("threads", protocol.Threads);
        Add("min-rounds", protocol.MinRounds);
        Add("max-rounds", protocol.MaxRounds);
        Add("target-half-width", protocol.TargetHalfWidth);
        Add("trial-seconds", protocol.TrialSeconds);
        Add("max-repeats", protocol.MaxRepeats);
        Add("warm-up-runs", protocol.WarmUpMinRuns);
        Add("warm-up-seconds", protocol.WarmUpMinSeconds);
        Add("min-runs", protocol.MinRuns);
        Add("min-seconds", protocol.MinSeconds);
        Add("max-runs", protocol.MaxRuns);
        Add("max-seconds", protocol.MaxSeconds);
        return System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
