using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>
/// A profile as fields of a frame, and its steps as lines of the payload in the form of a header: <c>step.0.kernel=CONV_2D</c>.
/// </summary>
internal static class FrameProfile
{
    /// <summary>Most steps of a profile, and most nodes of all of them.</summary>
    public const int MaxSteps = 16_384;

    /// <summary>Longest payload of a profile.</summary>
    public const int MaxBytes = 64 << 20;

    private const int MaxText = 200;

    /// <summary>Adds a profile; one that does not fit becomes one with a problem.</summary>
    public static Frame WithProfile(this Frame frame, ExecutionProfile profile)
    {
        var nodes = profile.Steps.Sum(step => step.Nodes.Count);
        if (profile.Steps.Count > MaxSteps || nodes > MaxSteps)
        {
            profile = ExecutionProfile.Missing(string.Create(
                CultureInfo.InvariantCulture,
                $"the model has {profile.Steps.Count} steps of {nodes} nodes, and a worker tells the times of {MaxSteps} at most"));
        }
        frame.With("runs", profile.Runs).With("run_ns", Ns(profile.RunNs)).With("evidence", profile.Evidence)
            .With("problem", profile.Problem).With("steps", profile.Steps.Count);
        if (profile.Steps.Count == 0) return frame;
        var lines = new Frame("steps");
        for (var i = 0; i < profile.Steps.Count; i++) Write(lines, profile.Steps[i], $"step.{i}");
        frame.Payload = lines.EncodeHeader();
        return frame;
    }

    /// <exception cref="InvalidDataException">A field or a line is wrong.</exception>
    public static ExecutionProfile GetProfile(this Frame frame)
    {
        var count = (int)frame.GetNumber("steps", 0, MaxSteps);
        var problem = frame.Find("problem");
        if (problem is null != count > 0) throw new InvalidDataException("a profile has either steps or a problem");
        var steps = new ExecutedStep[count];
        if (count > 0)
        {
            if (frame.Payload.Length > MaxBytes) throw new InvalidDataException($"a profile has {frame.Payload.Length} bytes");
            var lines = Frame.DecodeHeader(frame.Payload.Span);
            var left = MaxSteps;
            for (var i = 0; i < count; i++)
            {
                steps[i] = Read(lines, $"step.{i}", left);
                left -= steps[i].Nodes.Count;
            }
        }
        return new ExecutionProfile(
            (int)frame.GetNumber("runs", problem is null ? 1 : 0, ProfileLimits.LargestRuns),
            frame.GetNumber("run_ns", 0, long.MaxValue), steps.ToEquatableArray(), frame.Get("evidence"), problem);
    }

    private static void Write(Frame lines, ExecutedStep step, string key)
    {
        lines.With($"{key}.kernel", Cut(step.Kernel)).With($"{key}.delegate", step.Delegate).With($"{key}.ns", Ns(step.MedianNs));
        lines.With($"{key}.nodes", step.Nodes.Count);
        for (var j = 0; j < step.Nodes.Count; j++)
        {
            var (kernel, name, output) = step.Nodes[j];
            lines.With($"{key}.node.{j}.kernel", Cut(kernel)).With($"{key}.node.{j}.name", Cut(name))
                .With($"{key}.node.{j}.output", Cut(output));
        }
    }

    private static ExecutedStep Read(Frame lines, string key, int mostNodes)
    {
        var nodes = new ExecutedNode[lines.GetNumber($"{key}.nodes", 0, mostNodes)];
        for (var j = 0; j < nodes.Length; j++)
        {
            var node = $"{key}.node.{j}";
            nodes[j] = new ExecutedNode(
                Cut(lines.Get($"{node}.kernel"))!, Cut(lines.Find($"{node}.name")), Cut(lines.Find($"{node}.output")));
        }
        return new ExecutedStep(
            Cut(lines.Get($"{key}.kernel"))!, Cut(lines.Find($"{key}.delegate")), lines.GetNumber($"{key}.ns", 0, long.MaxValue),
            nodes.ToEquatableArray());
    }

    private static long Ns(double ns) => (long)Math.Round(ns);

    // Names in files have any length. The end of one tells more than its beginning.
    private static string? Cut(string? text)
    {
        if (text is null || text.Length <= MaxText) return text;
        var from = text.Length - MaxText + 1;
        if (char.IsLowSurrogate(text[from])) from++;
        return $"…{text[from..]}";
    }
}
