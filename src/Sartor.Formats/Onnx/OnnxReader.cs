using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Reads an ONNX file into the IR: operator sets 1 to 24. Constants stay in the mapped files; subgraphs take the place of
/// the nodes that run them where that is possible; functions and operators of other domains stay opaque.
/// </summary>
internal sealed class OnnxReader
{
    public const int OldestOpset = 1;
    public const int NewestOpset = 24;

    // All subgraphs of a file together, each as often as it runs.
    private const int MostInlined = 20_000;

    private readonly SlicedFile _file;
    private readonly ModelReadOptions _options;
    private readonly OnnxModel _model;
    private readonly OnnxGraph _source;
    private readonly TensorProtoReader _tensors;
    private readonly OnnxAttributeReader _attributes;
    private readonly ModelGraph _graph;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputNames = new(StringComparer.Ordinal);
    private readonly List<(OnnxNode, RawNode)> _nodes = [];
    private readonly Dictionary<OnnxNode, RawNode> _inner = [];
    private readonly OnnxControlFlow _flow;
    private IReadOnlyDictionary<string, OnnxValueInfo> _infos;
    private int _depth;
    private int _inlined;

    private OnnxReader(SlicedFile file, ModelReadOptions options, ExternalData external)
    {
        var budget = new AllocationBudget(file.Path, file.Length);
        _file = file;
        _options = options;
        _model = OnnxModel.Read(file, budget);
        if (_model.Graphs.Count == 0)
            throw new ModelFormatException(file.Path, null, "has no graph; it is damaged or contains no network, get it again");
        CheckOpset();
        _source = OnnxGraph.Read(file, _model.Graphs, budget);
        _tensors = new TensorProtoReader(file, budget, external);
        _attributes = new OnnxAttributeReader(file, _tensors, budget);
        _graph = new ModelGraph(Path.GetFileName(file.Path));
        _builder = new GraphBuilder(_graph, OnnxFormat.Bindings);
        _infos = _source.Infos;
        _flow = new OnnxControlFlow((node, attribute) => OnnxBranch.Of(node, attribute, file, budget), Inline, _builder);
    }

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">The file is sound but beyond Sartor.</exception>
    public static ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        var external = new ExternalData(file.Path);
        try
        {
            var reader = ReadAll(file, options, external);
            reader._graph.Source = reader._model.Source(reader._builder.OperatorCounts);
            return new ReadModel(reader._graph, external.Files)
            {
                Taps = OnnxTaps.Of(file, reader._graph, reader._values),
                StoredConstants = reader._stored,
            };
        }
        catch
        {
            external.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file and hands over what it holds, node by node, for as long as <paramref name="use"/> runs.</summary>
    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">The file is sound but beyond Sartor.</exception>
    public static T Read<T>(SlicedFile file, ModelReadOptions options, Func<OnnxContents, T> use)
    {
        using var external = new ExternalData(file.Path);
        var reader = ReadAll(file, options, external);
        return use(new OnnxContents(
            reader._nodes, reader._source, reader._values,
            reader._source.Initializers.Where(reader._tensors.IsOutside).Select(reader._tensors.ReadName).ToHashSet(StringComparer.Ordinal),
            reader._model.IrVersion));
    }

    private static OnnxReader ReadAll(SlicedFile file, ModelReadOptions options, ExternalData external)
    {
        var reader = new OnnxReader(file, options, external);
        reader.ReadInitializers();
        reader.ReadInputs();
        reader.ReadNodes();
        reader.ReadOutputs();
        return reader;
    }

    private void CheckOpset()
    {
        // Files before IR 3 name no operator set and mean the first one.
        if (_model.Opsets.Count == 0 && _model.IrVersion is not (1 or 2))
            throw new ModelFormatException(_file.Path, null, "names no operator set; the file is damaged, export it again");
        var opset = _model.Opsets.TryGetValue("", out var version) ? version : _model.Opsets.Count == 0 ? 1 : NewestOpset;
        if (opset is >= OldestOpset and <= NewestOpset) return;
        throw new UnsupportedModelException(
            _file.Path, null,
            $"uses operator set {opset} of ONNX, and Sartor reads {OldestOpset} to {NewestOpset}; export it again, or convert it with "
            + "onnx.version_converter");
    }

    private void ReadInitializers()
    {
        foreach (var range in _source.Initializers)
        {
            var (name, value) = Initializer(range);
            Define(name, value);
            _stored.Add(name);
        }
        foreach (var range in _source.SparseInitializers)
        {
            var name = SparseName(range);
            var type = _source.Infos.GetValueOrDefault(name)?.Type ?? TensorType.Unknown;
            Define(
                name,
                Opaque("SparseInitializer", name, "sparse initializers are not supported; export the model with dense weights", type));
        }
    }

    private (string Name, Value Value) Initializer(ByteRange range)
    {
        try
        {
            var (name, tensor) = _tensors.Read(range);
            return (name, ModelGraph.NewConstant(name, tensor));
        }
        catch (UnsupportedModelException e)
        {
            var name = _tensors.ReadName(range);
            return (name, Opaque("Initializer", name, e.Problem, TensorType.Unknown));
        }
    }

    private Value Opaque(string type, string name, string reason, TensorType output) =>
        _graph.Add(new OpaqueOperator(RawNode.Of("onnx", type, _model.Opsets.GetValueOrDefault("")), reason, [output]), [], name).Output;

    private string SparseName(ByteRange range)
    {
        var reader = new ProtoReader(_file, range);
        while (reader.Next())
        {
            if (reader.Field == OnnxFields.SparseTensor.Values) return _tensors.ReadName(reader.Bytes());
            reader.Skip();
        }
        return "";
    }

    private void Define(string name, Value value)
    {
        if (name.Length == 0)
            throw new ModelFormatException(_file.Path, null, "an initializer or input has no name; the file is damaged, export it again");
        if (!_values.TryAdd(name, value))
            throw new ModelFormatException(_file.Path, $"value '{name}'", "exists twice; the file is damaged, export it again");
    }

    private void ReadInputs()
    {
        var inputs = new OnnxInputReader(_file.Path, _options, _graph);
        foreach (var info in _source.Inputs)
        {
            // Before IR 4 every initializer is an input too; later that makes it a default, which Sartor takes as constant.
            if (_values.TryGetValue(info.Name, out var given) && given.Constant is not null) continue;
            Define(info.Name, inputs.Read(info));
        }
        inputs.Finish();
    }

    private void ReadNodes()
    {
        var used = _source.Nodes.SelectMany(n => n.Inputs).Concat(_source.Outputs.Select(o => o.Name)).ToHashSet(StringComparer.Ordinal);
        var sorted = OnnxNodeOrder.Sort(_source.Nodes, _values.Keys.ToHashSet(StringComparer.Ordinal), _file.Path);
        if (!ReferenceEquals(sorted, _source.Nodes))
            _graph.Diagnostics.Add(
                Diagnostic.Note("unsorted-nodes", "The nodes of the file are not in topological order; they were sorted."));
        foreach (var node in sorted) ReadNode(node, used);
        _builder.Finish();
    }

    private void ReadNode(OnnxNode node, HashSet<string> used)
    {
        if (node.Type.Length == 0)
            throw new ModelFormatException(_file.Path, $"node '{node.Label}'", "has no operator; the file is damaged, export it again");
        var raw = Raw(node);
        var inputs = node.Inputs.ConvertAll(name => name.Length == 0 ? null : _values[name]);
        raw = OldOperators.Upgrade(raw, inputs, Reshaped);
        // Outputs that are named but unused (the mask of Dropout) ask nothing of a binding.
        var outputs = node.Outputs.ConvertAll(
            name => (used.Contains(name) ? name : "", _infos.GetValueOrDefault(name)?.Type ?? TensorType.Unknown));
        if (outputs.Count > 0 && outputs[0].Item1.Length == 0) outputs[0] = (node.Outputs[0], outputs[0].Item2);
        var values = Read(node, raw, inputs, outputs);
        for (var i = 0; i < Math.Min(values.Count, outputs.Count); i++)
        {
            if (node.Outputs[i].Length > 0) _values[node.Outputs[i]] = values[i];
        }
    }

    private IReadOnlyList<Value> Read(OnnxNode node, RawNode raw, List<Value?> inputs, List<(string, TensorType)> outputs)
    {
        var padded = OnnxPaddedRows.Follow(raw, inputs, out var problem);
        if (problem is not null) return _builder.AddOpaque(raw, node.Label, inputs, outputs, problem);
        var values = OnnxControlFlow.Runs(node) ? Inlined(node, raw, inputs, outputs) : _builder.Add(raw, node.Label, inputs, outputs);
        if (padded is not null) values[0].PaddedAxis = padded;
        return values;
    }

    private RawNode Raw(OnnxNode node)
    {
        if (_inner.TryGetValue(node, out var raw)) return raw;
        raw = new RawNode("onnx", node.Domain, node.Type, _model.Opsets.GetValueOrDefault(node.Domain), _attributes.Read(node));
        if (_depth == 0 && node is { Type: "Constant", Outputs: [var stored, ..] }) _stored.Add(stored);
        if (_depth == 0) _nodes.Add((node, raw));
        else _inner.Add(node, raw);
        return raw;
    }

    private IReadOnlyList<Value> Inlined(
        OnnxNode node, RawNode raw, List<Value?> inputs, List<(string Name, TensorType Type)> outputs)
    {
        var before = _graph.Nodes.Count;
        var counts = _builder.CountsOperators;
        if (counts) _builder.Count(raw);
        _builder.CountsOperators = false;
        try
        {
            return _flow.Inline(node, raw, inputs);
        }
        catch (Exception e) when (e is NotInlinedException or ModelFormatException)
        {
            while (_graph.Nodes.Count > before) _graph.Remove(_graph.Nodes[^1]);
            return _builder.AddOpaque(raw, node.Label, inputs, outputs, e is ModelFormatException damaged ? damaged.Problem : e.Message);
        }
        finally
        {
            _builder.CountsOperators = counts;
        }
    }

    // Names inside a subgraph end with it; those around it are seen inside.
    private Value[] Inline(OnnxBranch branch, IReadOnlyList<Value> inputs)
    {
        var (hidden, infos) = (new Dictionary<string, Value?>(StringComparer.Ordinal), _infos);
        void Hide(string name) => hidden.TryAdd(name, _values.GetValueOrDefault(name));
        _inlined += branch.Graph.Nodes.Count;
        if (_inlined > MostInlined) throw new NotInlinedException($"it stands for more than {MostInlined} nodes; run fewer steps");
        if (branch.Graph.Inputs.Count != inputs.Count) throw new NotInlinedException("its body takes another number of values");
        _depth++;
        _infos = branch.Graph.Infos;
        try
        {
            for (var i = 0; i < inputs.Count; i++)
            {
                Hide(branch.Graph.Inputs[i].Name);
                _values[branch.Graph.Inputs[i].Name] = inputs[i];
            }
            foreach (var range in branch.Graph.Initializers)
            {
                var (name, value) = Initializer(range);
                Hide(name);
                _values[name] = value;
            }
            foreach (var name in branch.Graph.Nodes.SelectMany(n => n.Outputs))
            {
                Hide(name);
                _values.Remove(name);
            }
            foreach (var node in OnnxNodeOrder.Sort(branch.Graph.Nodes, _values.Keys.ToHashSet(StringComparer.Ordinal), _file.Path))
                ReadNode(node, branch.Used);
            return [
                .. branch.Graph.Outputs.Select(o => _values.GetValueOrDefault(o.Name)
                    ?? throw new NotInlinedException($"nothing in it makes '{o.Name}'")),
            ];
        }
        finally
        {
            foreach (var (name, value) in hidden)
            {
                if (value is null) _values.Remove(name);
                else _values[name] = value;
            }
            _infos = infos;
            _depth--;
        }
    }

    private Value Reshaped(Value value, Shape shape) => value.Constant is { } constant
        ? ModelGraph.NewConstant(value.Name, constant.Reshape(shape))
        : _graph.Add(new Reshape(shape.Extents.ToEquatableArray()), [value], value.Name).Output;

    private void ReadOutputs()
    {
        if (_source.Outputs.Count == 0)
            throw new ModelFormatException(_file.Path, null, "the graph has no output; the file is damaged, export it again");
        _outputNames.UnionWith(_source.Outputs.Select(o => o.Name));
        foreach (var info in _source.Outputs)
        {
            if (!_values.TryGetValue(info.Name, out var value))
                throw new ModelFormatException(
                    _file.Path, $"output '{info.Name}'", "no node makes it; the file is damaged, export it again");
            _graph.Outputs.Add(Named(value, info.Name));
        }
        _graph.Diagnostics.AddRange(OnnxPaddedRows.Notes(_graph.Outputs));
    }

    // Readers pass values through Identity, so an output can end as an input, a constant or another output; a caller still asks for it by
    // name.
    private Value Named(Value value, string name)
    {
        if (value.Name == name) return value;
        if (value.Producer is not null && !_graph.Outputs.Contains(value) && !_outputNames.Contains(value.Name))
        {
            value.Name = name;
            return value;
        }
        if (value.Type.Shape is not { } shape) return value;
        var copy = _graph.Add(new Reshape(shape.Extents.ToEquatableArray()), [value], name).Output;
        copy.PaddedAxis = value.PaddedAxis;
        return copy;
    }
}
