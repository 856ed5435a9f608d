using System.Text.Json;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>
/// The steps in a file of ONNX Runtime's profiler: a JSON array of events in the order in which they ended. A run is the events of its
/// nodes, named <c>NODE_kernel_time</c>, and then one named <c>model_run</c>. Durations are whole microseconds.
/// </summary>
internal sealed class OrtTrace
{
    private const string NodeSuffix = "_kernel_time";
    private const string RunName = "model_run";
    private const double NsInUs = 1e3;

    // What these execute inside of them has events too, which end before theirs.
    private static readonly string[] s_withGraphs =
        ["If", "Loop", "Scan", "SequenceMap", "BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"];

    private readonly Dictionary<(string Name, string Index), Step> _steps = [];
    private readonly List<Step> _order = [];

    private OrtTrace()
    {
    }

    /// <summary>The steps in order of execution.</summary>
    public EquatableArray<ExecutedStep> Steps => _order.Select(step => new ExecutedStep(
        step.Kernel, step.Delegate, ProfiledRuns.Median(step.DurationsNs), [new ExecutedNode(step.Kernel, step.Name, null)]))
        .ToEquatableArray();

    /// <summary>The last runs of a file; null where it has fewer.</summary>
    /// <exception cref="JsonException">It is none of the profiler's.</exception>
    public static OrtTrace? Read(ReadOnlySpan<byte> json, int runs)
    {
        var all = new List<List<Event>>();
        var run = new List<Event>();
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new JsonException("it is no array");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var read = Event.Read(ref reader);
            if (read.Category == "Node" && read.Name.EndsWith(NodeSuffix, StringComparison.Ordinal)) run.Add(read);
            if (read.Category != "Session" || read.Name != RunName) continue;
            all.Add(run);
            run = [];
        }
        if (all.Count < runs) return null;
        var trace = new OrtTrace();
        foreach (var events in all.TakeLast(runs)) trace.Add(events);
        return trace;
    }

    private void Add(List<Event> events)
    {
        foreach (var step in Outer(events))
        {
            var name = step.Name[..^NodeSuffix.Length];
            if (!_steps.TryGetValue((name, step.Index), out var known))
            {
                known = new Step(step.Operator, step.Provider == "CPUExecutionProvider" ? null : step.Provider, name);
                _steps.Add((name, step.Index), known);
                _order.Add(known);
            }
            known.DurationsNs.Add(step.DurationUs * NsInUs);
        }
    }

    // The events of a run without those of graphs inside of a node.
    private static List<Event> Outer(List<Event> events)
    {
        var outer = new List<Event>();
        foreach (var step in events)
        {
            if (s_withGraphs.Contains(step.Operator))
            {
                while (outer is [.., var last] && last.StartUs >= step.StartUs) outer.RemoveAt(outer.Count - 1);
            }
            outer.Add(step);
        }
        return outer;
    }

    private sealed record Step(string Kernel, string? Delegate, string Name)
    {
        public List<double> DurationsNs { get; } = [];
    }

    private sealed record Event(string Category, string Name, long StartUs, long DurationUs, string Operator, string Provider, string Index)
    {
        public static Event Read(ref Utf8JsonReader reader)
        {
            string category = "", name = "", op = "", provider = "", index = "";
            long start = 0, duration = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = reader.GetString();
                reader.Read();
                if (field == "cat") category = Text(ref reader);
                else if (field == "name") name = Text(ref reader);
                else if (field == "ts") start = Number(ref reader);
                else if (field == "dur") duration = Number(ref reader);
                else if (field == "args" && reader.TokenType == JsonTokenType.StartObject)
                {
                    while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                    {
                        var argument = reader.GetString();
                        reader.Read();
                        if (argument == "op_name") op = Text(ref reader);
                        else if (argument == "provider") provider = Text(ref reader);
                        else if (argument == "node_index") index = Text(ref reader);
                        else reader.Skip();
                    }
                }
                else reader.Skip();
            }
            return new Event(category, name, start, duration, op, provider, index);
        }

        private static string Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new JsonException("a name is no text");

        private static long Number(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= 0
                ? value
                : throw new JsonException("a time is no number of microseconds");
    }
}
