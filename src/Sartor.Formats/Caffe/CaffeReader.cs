using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.Caffe;

/// <summary>Reads a network of Caffe into the IR: structure from the text, weights by the names of the layers.</summary>
internal sealed class CaffeReader
{
    private readonly string _path;
    private readonly string _weightPath;
    private readonly ModelReadOptions _options;
    private readonly CaffeMessage _net;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<Tensor>> _weights;
    private readonly ModelGraph _graph;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, Value> _blobs = new(StringComparer.Ordinal);
    private readonly List<string> _made = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<OpenInput> _open = [];

    private CaffeReader(
        string path, string weightPath, ModelReadOptions options, CaffeMessage net,
        IReadOnlyDictionary<string, IReadOnlyList<Tensor>> weights)
    {
        (_path, _weightPath, _options, _net, _weights) = (path, weightPath, options, net, weights);
        _graph = new ModelGraph(Path.GetFileName(path));
        _builder = new GraphBuilder(_graph, CaffeFormat.Bindings);
    }

    /// <param name="text">The network.</param>
    /// <param name="weights">Its weights; null where there are none.</param>
    /// <param name="options">How to read.</param>
    /// <exception cref="ModelFormatException">A file is damaged or missing.</exception>
    /// <exception cref="UnsupportedModelException">The files are sound but beyond Sartor.</exception>
    public static ModelGraph Read(SlicedFile text, SlicedFile? weights, ModelReadOptions options)
    {
        var budget = new AllocationBudget(text.Path, text.Length);
        var net = CaffeText.Read(text, budget);
        try
        {
            var blobs = weights is null
                ? new Dictionary<string, IReadOnlyList<Tensor>>()
                : CaffeWeights.Read(weights, new AllocationBudget(weights.Path, weights.Length));
            var reader = new CaffeReader(
                text.Path, weights?.Path ?? Path.ChangeExtension(text.Path, CaffeFormat.WeightSuffix), options, net, blobs);
            reader.ReadInputs();
            foreach (var layer in CaffeNet.Layers(net)) reader.ReadLayer(layer, budget);
            reader.Finish();
            return reader._graph;
        }
        catch (OverflowException e)
        {
            throw new ModelFormatException(
                text.Path, null, "describes tensors with more elements than there can be; it is damaged, get it again", e);
        }
    }

    // Before layers of type Input, the net named its inputs and gave four extents for each, or a shape.
    private void ReadInputs()
    {
        var (names, shapes) = (_net.Words("input"), _net.All("input_shape").ToArray());
        var flat = names.Count > 0 ? Dims(names[0], _net, "input_dim") : [];
        for (var i = 0; i < names.Count; i++)
        {
            var dims = i < shapes.Length ? Dims(names[i], shapes[i], "dim")
                : flat.Length >= 4 * (i + 1) ? flat[(4 * i)..(4 * (i + 1))]
                : [];
            AddInput(names[i], dims);
        }
    }

    private long[] Dims(string input, CaffeMessage shape, string field) => shape.Numbers(field) ?? throw new ModelFormatException(
        _path, $"input '{input}'", $"its shape [{string.Join(',', shape.Words(field))}] has what is not a number, or is too large; "
            + "export it again");

    private void AddInput(string name, long[] dims)
    {
        var place = $"input '{name}'";
        if (_blobs.ContainsKey(name)) throw Twice(place, name);
        if (dims.Any(d => d < 1)) throw new ModelFormatException(_path, place,
            $"its shape [{string.Join(',', dims)}] is none; export it again");
        Shape? shape = dims.Length > 0 ? new Shape(dims) : null;
        if (_options.InputShapes.TryGetValue(name, out var given))
        {
            if (shape is not null && shape.Rank != given.Rank)
                throw new UnsupportedModelException(_path, place,
                    $"the requested shape {given} has a different rank than its own, {shape}");
            shape = given;
        }
        if (shape is null) _open.Add(OpenInput.Of(name, [-1, -1, -1, -1], ["batch", "channels", "height", "width"]));
        _blobs[name] = _graph.AddInput(name, new TensorType(ElementType.Float32, shape));
    }

    private ModelFormatException Twice(string place, string blob) => new(
        _path, place, $"makes '{blob}', which another layer makes too; the network is there twice, or names are: correct the file");

    private void ReadLayer(CaffeMessage layer, AllocationBudget budget)
    {
        var (type, name) = (CaffeNet.Type(layer), layer.Word("name") ?? layer.Word("top") ?? "");
        var place = $"layer '{name}' ({type})";
        if (type.Length == 0) throw new ModelFormatException(_path, place, "has no type; the file is damaged, get it again");
        budget.Charge(400);
        var tops = layer.Words("top");
        if (type == "Input")
        {
            var shapes = layer.All("input_param").SelectMany(p => p.All("shape")).ToArray();
            for (var i = 0; i < tops.Count; i++) AddInput(tops[i], shapes.Length == 0 ? []
                : Dims(tops[i], shapes[Math.Min(i, shapes.Length - 1)], "dim"));
            return;
        }
        if (layer.Words("bottom").Count == 0 && type != "DummyData")
            throw new UnsupportedModelException(
                _path, place,
                    "gives data for training or testing; give the network that is made for use, deploy.prototxt, whose input has a shape");
        if (tops.FirstOrDefault(top => _blobs.ContainsKey(top) && !layer.Words("bottom").Contains(top)) is { } again)
            throw Twice(place, again);
        if (type == "Silence") return;
        var inputs = new List<Value?>();
        foreach (var bottom in layer.Words("bottom"))
        {
            if (!_blobs.TryGetValue(bottom, out var value))
                throw new ModelFormatException(_path, place,
                    $"reads '{bottom}', which no layer before it makes; the file is damaged, get it again");
            inputs.Add(value);
            _read.Add(bottom);
        }
        var raw = CaffeNet.Raw(layer);
        inputs.AddRange(Weights(name, type, inputs.Count));
        var values = _builder.Add(raw, name, inputs, [.. tops.Select(top => (top, TensorType.Unknown))]);
        for (var i = 0; i < Math.Min(tops.Count, values.Count); i++) Define(tops[i], values[i]);
    }

    private IEnumerable<Value> Weights(string name, string type, int bottoms)
    {
        if (_weights.TryGetValue(name, out var blobs)) return blobs.Select((blob, i) => ModelGraph.NewConstant($"{name}/{i}", blob));
        if (!CaffeNet.HasWeights(type, bottoms)) return [];
        throw new ModelFormatException(
            _weightPath, $"layer '{name}' ({type})",
            _weights.Count == 0
                ? "its weights should be in this file, which does not exist or has none; put it beside the .prototxt file"
                : "its weights are not in this file; it belongs to another .prototxt file, get both again");
    }

    // A layer may work in place: its result takes the name of what it reads.
    private void Define(string blob, Value value)
    {
        _blobs[blob] = value;
        _made.Remove(blob);
        _made.Add(blob);
        _read.Remove(blob);
    }

    private void Finish()
    {
        var names = _made.Where(blob => !_read.Contains(blob)).ToArray();
        if (names.Length == 0) throw new ModelFormatException(_path, null,
            "has no output: no blob is left that no layer reads; get it again");
        foreach (var name in names) _graph.Outputs.Add(Named(_blobs[name], name));
        foreach (var name in _options.InputShapes.Keys)
        {
            if (_graph.Inputs.TrueForAll(v => v.Name != name))
                throw new UnsupportedModelException(
                    _path, $"input '{name}'",
                    $"a shape was asked for, but the inputs are {string.Join(", ", _graph.Inputs.Select(v => $"'{v.Name}'"))}");
        }
        _graph.Diagnostics.AddRange(OpenDimensions.Report(_open));
        _graph.Source = GraphSource.None with { Format = CaffeFormat.FormatName, OperatorCounts = _builder.OperatorCounts };
    }

    private Value Named(Value value, string name)
    {
        if (value.Name == name) return value;
        if (value.Producer is not null && !_graph.Outputs.Contains(value))
        {
            value.Name = name;
            return value;
        }
        return value.Type.Shape is { } shape ? _graph.Add(new Reshape(shape.Extents.ToEquatableArray()), [value], name).Output : value;
    }
}
