using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Contracts.Generated;

/// <summary>
/// Builds networks of random operators, wired at random. Each node runs alone in ONNX Runtime when it is added: a node that ONNX Runtime
/// does not take, or whose result is not finite or is large, is left out again, and what is known of shapes is what ONNX Runtime says.
/// </summary>
public sealed partial class NetworkGenerator
{
    private const double LargestMagnitude = 64;
    private const long MostElements = 2000;
    // Lazily, since the fields of the other parts may be set later.
    private static readonly Lazy<(string Type, long From, long To, Action<NetworkGenerator> Add)[]> s_rows = new(
    () =>
    [
        .. Unary, .. Binary, .. Logic, .. Moves, .. Selections, .. Reductions, .. Windows, .. Products, .. Resampling, .. Recurrent,
        .. Flow,
    ]);

    private readonly IInferenceEngine _engine;
    private readonly string _path;
    private readonly Random _random;
    private readonly long _opset;
    private readonly long _extent;
    private readonly List<GeneratedValue> _pool = [];
    private readonly List<GeneratedValue> _added = [];
    private readonly List<GeneratedNode> _nodes = [];
    private readonly Dictionary<string, GeneratedValue> _values = [];
    private readonly Dictionary<string, ProtoWriter> _constants = [];
    private int _inputs;

    private NetworkGenerator(IInferenceEngine engine, string path, int seed, bool hasEqualExtents)
    {
        (_engine, _path, _random) = (engine, path, new Random(seed));
        _opset = R(7, 21);
        _extent = hasEqualExtents ? R(2, 4) : 0;
    }

    /// <summary>The operators that networks are made of.</summary>
    public static IEnumerable<string> Types => s_rows.Value.Select(r => r.Type).Distinct();

    /// <param name="engine">ONNX Runtime.</param>
    /// <param name="path">A file that may be written again and again.</param>
    /// <param name="seed">Decides everything.</param>
    /// <param name="hasEqualExtents">All dimensions are the same, so that no shape tells a wrong axis.</param>
    public static GeneratedNetwork Of(IInferenceEngine engine, string path, int seed, bool hasEqualExtents)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var generator = new NetworkGenerator(engine, path, seed, hasEqualExtents);
        var nodes = generator.R(3, 8);
        for (var tries = 0; generator._nodes.Count < nodes && tries < 60; tries++) generator.Step();
        var shown = generator._nodes.SelectMany(n => n.Outputs).Where(_ => generator.Chance(0.1)).ToHashSet();
        return new GeneratedNetwork(
            seed, generator._opset, hasEqualExtents, generator._nodes, generator._values, generator._constants, shown);
    }

    private void Step()
    {
        var rows = s_rows.Value.Where(r => r.From <= _opset && _opset <= r.To).ToArray();
        rows[_random.Next(rows.Length)].Add(this);
        foreach (var value in _added.ToArray())
        {
            if (Restored(value) is { } kept) _pool.Add(kept);
        }
        _added.Clear();
    }

    // Of equal extents again: cut where it is longer, repeated where it is shorter.
    private GeneratedValue? Restored(GeneratedValue value)
    {
        if (_extent == 0 || Array.TrueForAll(value.Extents, e => e == _extent)) return value;
        for (var axis = 0; axis < value.Rank; axis++)
        {
            if (value.Extents[axis] >= _extent) continue;
            var repeats = value.Extents.Select((_, i) => i == axis ? (_extent + value.Extents[axis] - 1) / value.Extents[axis] : 1);
            if (Add("Tile", [value.Name, Longs([.. repeats])], value.IsExact) is not { } tiled) return null;
            value = tiled;
        }
        for (var axis = 0; axis < value.Rank; axis++)
        {
            if (value.Extents[axis] == _extent) continue;
            var start = R(0, (int)(value.Extents[axis] - _extent));
            if (Sliced(value, axis, start, start + _extent) is not { } cut) return null;
            value = cut;
        }
        return value;
    }

    private int R(int least, int most) => _random.Next(least, most + 1);

    private bool Chance(double p) => _random.NextDouble() < p;

    private T Any<T>(params T[] of) => of[_random.Next(of.Length)];

    private long[] Extents(int rank) => [.. Enumerable.Range(0, rank).Select(_ => _extent > 0 ? _extent : R(1, 6))];

    private GeneratedValue Input(ElementType element, params long[] extents)
    {
        var shape = new Shape(extents);
        var count = (int)shape.ElementCount;
        Tensor sample = element switch
        {
            ElementType.Bool => Tensor.Create(shape, [.. Enumerable.Range(0, count).Select(_ => Chance(0.5))]),
            ElementType.Int64 => Tensor.Create(shape, [.. Enumerable.Range(0, count).Select(_ => (long)R(-9, 9))]),
            ElementType.Int32 => Tensor.Create(shape, [.. Enumerable.Range(0, count).Select(_ => R(-9, 9))]),
            ElementType.UInt8 => Tensor.Create(shape, [.. Enumerable.Range(0, count).Select(_ => (byte)R(0, 255))]),
            _ => Tensor.Create(shape, Grid(count)),
        };
        var value = new GeneratedValue($"in{_inputs++}", sample, true);
        _values[value.Name] = value;
        if (element is not ElementType.UInt8) _pool.Add(value);
        return value;
    }

    // Sixteenths, so that sums are exact.
    private float[] Grid(int count) => [.. Enumerable.Range(0, count).Select(_ => R(-48, 48) / 16f)];

    private string Constant<T>(long[] extents, params T[] values) where T : unmanaged
    {
        var name = $"c{_constants.Count}";
        _constants[name] = OnnxBuilder.Tensor(name, extents, values);
        return name;
    }

    private string Longs(params long[] values) => Constant([values.Length], values);

    private string Weights(double scale, params long[] extents) =>
        Constant(extents, [.. Enumerable.Range(0, Count(extents)).Select(_ => (float)((_random.NextDouble() - 0.5) * 2 * scale))]);

    private string Positive(params long[] extents) =>
        Constant(extents, [.. Enumerable.Range(0, Count(extents)).Select(_ => 0.5f + _random.NextSingle())]);

    private static int Count(long[] extents) => (int)extents.Aggregate(1L, (a, b) => a * b);

    /// <summary>A value of floats that fits, one of the last more often; a new input where none does.</summary>
    private GeneratedValue X(int least = 1, int most = 5, bool exact = false, Func<GeneratedValue, bool>? where = null)
    {
        var fitting = _pool.Where(
            v => v.Sample.Element == ElementType.Float32 && v.Rank >= least && v.Rank <= most && (v.IsExact || !exact)
                && v.Count <= MostElements / 4 && (where is null || where(v))).ToArray();
        if (fitting.Length > 0 && (_inputs > 3 || !Chance(0.15)))
            return fitting[^(1 + Math.Min(_random.Next(fitting.Length), _random.Next(fitting.Length)))];
        for (var tries = 0; ; tries++)
        {
            var input = Input(ElementType.Float32, Extents(R(Math.Max(least, 1), most)));
            if (where is null || where(input) || tries > 20) return input;
            _pool.Remove(input);
            _values.Remove(input.Name);
        }
    }

    private GeneratedValue Of(ElementType element)
    {
        var fitting = _pool.Where(v => v.Sample.Element == element && v.Rank > 0).ToArray();
        return fitting.Length > 0 ? Any(fitting) : Input(element, Extents(R(1, 4)));
    }

    /// <summary>Adds a node with one result; null where ONNX Runtime does not take it.</summary>
    private GeneratedValue? Add(string type, string[] inputs, bool exact, params ProtoWriter[] attributes) =>
        AddAll(type, inputs, 1, exact, attributes) is [var only] ? only : null;

    private GeneratedValue[]? AddAll(
        string type, string[] inputs, int outputs, bool exact, ProtoWriter[] attributes, params string[] captured)
    {
        string[] names = [.. Enumerable.Range(0, outputs).Select(i => $"v{_nodes.Count}{(outputs == 1 ? "" : $"_{i}")}")];
        var node = new GeneratedNode(type, inputs, names, captured, attributes);
        if (Run(node) is not { } results) return null;
        GeneratedValue[] values = [.. results.Select((r, i) => new GeneratedValue(names[i], r, exact))];
        if (Array.Exists(values, v => !(v.Largest <= LargestMagnitude) || v.Count is 0 or > MostElements || v.Rank > 6)) return null;
        _nodes.Add(node);
        foreach (var value in values) _values[value.Name] = value;
        _added.RemoveAll(v => node.Reads.Contains(v.Name));
        _added.AddRange(values);
        return values;
    }

    // ONNX Runtime gives no axes for a shape that it does not know.
    private static bool IsOf(Shape shape, Shape? inferred) => inferred is null or { Rank: 0 }
        || (shape.Rank == inferred.Rank && Enumerable.Range(0, shape.Rank).All(i => inferred[i] < 0 || inferred[i] == shape[i]));

    private IReadOnlyList<Tensor>? Run(GeneratedNode node)
    {
        var alone = new GeneratedNetwork(0, _opset, false, [node], _values, _constants, new HashSet<string>());
        var builder = new OnnxBuilder { Opset = _opset };
        var inputs = alone.Inputs;
        foreach (var name in node.Reads.Distinct())
        {
            if (_constants.TryGetValue(name, out var constant)) builder.Initializer(constant);
        }
        foreach (var input in inputs) builder.Input(input.Name, input.Sample.Element, [.. input.Extents.Select(e => (object)e)]);
        builder.Node(node.Type, node.Inputs, node.Outputs, node.Attributes);
        foreach (var output in node.Outputs) builder.Graph(graph => graph.Message(12, new ProtoWriter().Text(1, output)));
        try
        {
            File.WriteAllBytes(_path, builder.Build());
            using var session = _engine.Prepare(_path, new EngineOptions());
            var results = session.Infer([.. inputs.Select(i => i.Sample)]);
            // A result of another shape than ONNX infers has no meaning that all agree on.
            return results.Zip(session.Outputs).All(p => IsOf(p.First.Shape, p.Second.Type.Shape)) ? results : null;
        }
        catch (EngineException)
        {
            return null;
        }
    }
}
