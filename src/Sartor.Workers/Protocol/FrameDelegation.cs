using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>A delegation report as fields of a frame.</summary>
internal static class FrameDelegation
{
    private const int MaxEntries = 4096;

    public static Frame WithDelegation(this Frame frame, Delegation delegation)
    {
        frame.With("proof.requested", delegation.RequestedDelegate).With("proof.actual", delegation.ActualDelegate);
        frame.With("proof.nodes", delegation.NodeCount).With("proof.delegated", delegation.DelegatedNodeCount);
        frame.With("proof.evidence", delegation.Evidence);
        frame.With("proof.kernels", delegation.Kernels.Count);
        for (var i = 0; i < delegation.Kernels.Count; i++)
            frame.With($"proof.kernel.{i}", $"{delegation.Kernels[i].Count} {delegation.Kernels[i].Name}");
        frame.With("proof.diagnostics", delegation.Diagnostics.Count);
        for (var i = 0; i < delegation.Diagnostics.Count; i++)
        {
            var (code, severity, message) = delegation.Diagnostics[i];
            frame.With($"proof.diagnostic.{i}", $"{severity.ToString().ToLowerInvariant()} {code} {message}");
        }
        return frame;
    }

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static Delegation GetDelegation(this Frame frame) => new(
        frame.Get("proof.requested"),
        frame.Get("proof.actual"),
        (int)frame.GetNumber("proof.nodes", 0, int.MaxValue),
        (int)frame.GetNumber("proof.delegated", 0, int.MaxValue),
        Entries(frame, "proof.kernels", "proof.kernel", 2).Select(parts => new KernelCount(parts[1], Count(parts[0]))).ToEquatableArray(),
        frame.Get("proof.evidence"),
        Entries(frame, "proof.diagnostics", "proof.diagnostic", 3)
            .Select(parts => new Diagnostic(parts[1], Level(parts[0]), parts[2])).ToEquatableArray());

    private static IEnumerable<string[]> Entries(Frame frame, string count, string name, int parts)
    {
        var entries = frame.GetNumber(count, 0, MaxEntries);
        for (var i = 0; i < entries; i++)
        {
            var entry = frame.Get($"{name}.{i}").Split(' ', parts);
            yield return entry.Length == parts ? entry : throw new InvalidDataException($"the field '{name}.{i}' has too few parts");
        }
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw new InvalidDataException($"'{text}' is not a count");

    private static Severity Level(string text) =>
        Enum.TryParse<Severity>(text, ignoreCase: true, out var severity)
            ? severity
            : throw new InvalidDataException($"'{text}' is not a severity");
}
