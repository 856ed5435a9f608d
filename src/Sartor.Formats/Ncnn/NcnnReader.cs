using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.Ncnn;

/// <summary>
/// Reads an ncnn network into the IR. Blobs get a first extent of 1, the batch, which ncnn does not have; weights stay in their file.
/// </summary>
internal sealed class NcnnReader
{
    /// <summary>Metadata that holds the names of the outputs in their order, which the file itself does not keep.</summary>
    public const string OutputOrder = "outputs";

    private readonly SlicedFile _file;
    private readonly ModelReadOptions _options;
    private readonly NcnnText _text;
    private readonly NcnnWeightReader _weights;
    private readonly AllocationBudget _budget;
    private readonly ModelGraph _graph;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, Value> _blobs = new(StringComparer.Ordinal);
    private readonly List<OpenInput> _open = [];
    private string? _unknown;

    private NcnnReader(SlicedFile file, ModelReadOptions options, NcnnText text, NcnnWeightReader weights)
    {
        (_file, _options, _text, _weights) = (file, options, text, weights);
        _budget = new AllocationBudget(file.Path, file.Length);
        _graph = new ModelGraph(Path.GetFileName(file.Path));
        _builder = new GraphBuilder(_graph, NcnnFormat.Bindings);
    }

    /// <exception cref="ModelFormatException">A file is damaged or missing.</exception>
    /// <exception cref="UnsupportedModelException">The files are sound but beyond Sartor.</exception>
    public static ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        var text = NcnnText.Read(file);
        var path = Path.ChangeExtension(file.Path, NcnnFormat.WeightSuffix);
        var weights = File.Exists(path) ? SlicedFile.Open(path) : null;
        try
        {
            var reader = new NcnnReader(file, options, text, new NcnnWeightReader(weights, path));
            reader.ReadLayers();
            reader.ReadOutputs();
            reader.Finish(path);
            return new ReadModel(reader._graph, weights is null ? [] : [weights]);
        }
        catch (Exception e)
        {
            weights?.Dispose();
            if (e is OverflowException)
                throw new ModelFormatException(file.Path, null,
                    "describes tensors with more elements than there can be; it is damaged, get it again", e);
            throw;
        }
    }

    private void ReadLayers()
    {
        foreach (var layer in _text.Layers)
        {
            var raw = RawNode.Of(NcnnFormat.FormatName, layer.Type, 1, layer.Parameters);
            _budget.Part(layer.Type.Length + layer.Name.Length + (4L * layer.Parameters.Count) + 8).Charge(
                1500 + (200L * (layer.Bottoms.Count + layer.Tops.Count)));
            if (layer.Type == "Input") ReadInput(layer, raw);
            else ReadLayer(layer, raw);
        }
    }

    private void ReadInput(NcnnLayer layer, RawNode raw)
    {
        if (layer.Tops.Count != 1) throw Damaged(layer, $"has {layer.Tops.Count} outputs instead of one");
        var name = layer.Tops[0];
        var dims = NcnnDims.Of(raw);
        if (dims.Any(extent => extent < 0)) throw Damaged(layer, $"has a negative extent in [{string.Join(',', dims)}]");
        Shape? shape = dims.Length > 0 && dims.All(extent => extent > 0) ? NcnnDims.Shape(dims) : null;
        if (_options.InputShapes.TryGetValue(name, out var given))
        {
            if (given.Rank is < 2 or > NcnnDims.MostAxes + 1 || given[0] != 1)
                throw new UnsupportedModelException(
                    _file.Path, $"input '{name}'",
                        $"the shape {given} has no first extent of 1; ncnn computes one sample at a time: give 1,C,H,W");
            shape = given;
        }
        if (shape is null)
            _open.Add(OpenInput.Of(name, [1, Channels(name), -1, -1], ["batch", "channels", "height", "width"]));
        Define(layer, name, _graph.AddInput(name, new TensorType(ElementType.Float32, shape)));
    }

    // Of the first convolution that reads it.
    private long Channels(string blob)
    {
        foreach (var layer in _text.Layers)
        {
            if (!layer.Type.StartsWith("Convolution", StringComparison.Ordinal) || !layer.Bottoms.Contains(blob)) continue;
            var raw = RawNode.Of(NcnnFormat.FormatName, layer.Type, 1, layer.Parameters);
            long kernel = (long)NcnnParameters.Int(raw, 1) * NcnnParameters.Int(raw, 11, NcnnParameters.Int(raw, 1)) * NcnnParameters.Int(
                raw, 0);
            if (kernel > 0 && NcnnParameters.Int(raw, 6) / kernel is > 0 and var channels) return channels * NcnnParameters.Int(raw, 7, 1);
        }
        return -1;
    }

    private void ReadLayer(NcnnLayer layer, RawNode raw)
    {
        if (NcnnWeights.Unknown.Contains(layer.Type))
            throw new UnsupportedModelException(
                _file.Path, $"layer '{layer.Name}'", $"layers of type {layer.Type} are not read, nor those behind it, because its weights "
                + "cannot be told from theirs; convert the network that this was made from");
        var inputs = new List<Value?>();
        foreach (var bottom in layer.Bottoms)
        {
            if (!_blobs.TryGetValue(bottom, out var value)) throw Damaged(layer, $"reads '{bottom}', which no layer before it makes");
            inputs.Add(value);
        }
        foreach (var slot in NcnnWeights.Of(raw))
            inputs.Add(ModelGraph.NewConstant($"{layer.Name}/weights{inputs.Count}", _weights.Next(slot, layer.Name)));
        if (!NcnnFormat.Bindings.ReadableTypes.Contains(layer.Type)) _unknown ??= $"{layer.Type} ('{layer.Name}')";
        var outputs = layer.Tops.Select(top => (top, TensorType.Unknown)).ToArray();
        var values = _builder.Add(raw, layer.Name, inputs, outputs);
        for (var i = 0; i < Math.Min(layer.Tops.Count, values.Count); i++) Define(layer, layer.Tops[i], values[i]);
    }

    private void Define(NcnnLayer layer, string blob, Value value)
    {
        if (!_blobs.TryAdd(blob, value)) throw Damaged(layer, $"makes '{blob}', which another layer makes too");
    }

    private void ReadOutputs()
    {
        var read = _text.Layers.SelectMany(layer => layer.Bottoms).ToHashSet(StringComparer.Ordinal);
        var names = _text.Layers.Where(layer => layer.Type != "Input").SelectMany(layer => layer.Tops).Where(top =>
            !read.Contains(top)).ToArray();
        if (_text.Metadata.TryGetValue(OutputOrder, out var order) && order.Split(' ') is var wanted
            && Array.TrueForAll(wanted, _blobs.ContainsKey))
            names = wanted;
        if (names.Length == 0) throw new ModelFormatException(_file.Path, null,
            "has no output: each blob is read by a layer; it is damaged, get it again");
        foreach (var name in names) _graph.Outputs.Add(Named(_blobs[name], name));
    }

    // A Split is no node, so that an output may be a value that others read, or an input.
    private Value Named(Value value, string name)
    {
        if (value.Name == name) return value;
        if (value.Producer is not null && !_graph.Outputs.Contains(value) && !_blobs.ContainsKey(value.Name))
        {
            value.Name = name;
            return value;
        }
        if (value.Type.Shape is not { } shape) return value;
        if (value.Producer is not null && !_graph.Outputs.Contains(value))
        {
            value.Name = name;
            return value;
        }
        return _graph.Add(new Reshape(shape.Extents.ToEquatableArray()), [value], name).Output;
    }

    private void Finish(string path)
    {
        if (_weights.Left > 0)
            throw new ModelFormatException(
                path, null, $"{_weights.Left} bytes are left behind the weights of the last layer; "
                + (_unknown is null ? "it belongs to another .param file, get both again"
                    : $"{_unknown} may own them, which Sartor does not know"));
        OpenDimensions.RequireInputs(_file.Path, _graph, _options.InputShapes.Keys);
        _graph.Diagnostics.AddRange(OpenDimensions.Report(_open));
        _graph.Source = GraphSource.None with
        {
            Format = NcnnFormat.FormatName,
            OperatorCounts = _builder.OperatorCounts,
            Metadata = _text.Metadata.Where(m => m.Key != OutputOrder).ToDictionary(m => m.Key, m => m.Value),
        };
    }

    private ModelFormatException Damaged(NcnnLayer layer, string problem) =>
        new(_file.Path, $"layer '{layer.Name}' ({layer.Type})", $"{problem}; the file is damaged, get it again");
}
