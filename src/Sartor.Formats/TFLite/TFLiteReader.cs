using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>
/// Reads a TFLite file into the IR. The first subgraph is the network; operators that run other subgraphs stay opaque. Constants
/// stay in the file.
/// </summary>
internal sealed class TFLiteReader
{
    /// <summary>The only version of the schema that runtimes read.</summary>
    public const uint SchemaVersion = 3;

    private readonly SlicedFile _file;
    private readonly FlatTable _subgraph;
    private readonly TFLiteTensorReader _tensors;
    private readonly TFLiteOperatorReader _operators;
    private readonly ModelGraph _graph;
    private readonly GraphBuilder _builder;
    private readonly Value?[] _values;
    private readonly KernelReport _kernels;
    private int _connections;
    private bool _isResized;

    private TFLiteReader(SlicedFile file, FlatTable model, FlatTable subgraph, KernelTable kernels)
    {
        _kernels = new KernelReport(kernels);
        _file = file;
        _subgraph = subgraph;
        _tensors = new TFLiteTensorReader(file, subgraph.Tables(Slots.Subgraph.Tensors), model.Tables(Slots.Model.Buffers));
        _operators = new TFLiteOperatorReader(file.Path, model.Tables(Slots.Model.OperatorCodes), _tensors);
        _graph = new ModelGraph(Path.GetFileName(file.Path));
        _builder = new GraphBuilder(_graph, TFLiteFormat.Bindings);
        _values = new Value?[_tensors.Count];
    }

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">The file is sound but beyond Sartor.</exception>
    public static ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        var buffer = new FlatBuffer(file);
        var model = buffer.Root();
        var version = model.Scalar<uint>(Slots.Model.Version);
        if (version != SchemaVersion)
            throw new UnsupportedModelException(
                file.Path, null,
                $"has version {version} of the TFLite schema, and Sartor reads version {SchemaVersion}; convert it again with TensorFlow "
                + "1.7 or later");
        var subgraphs = model.Tables(Slots.Model.Subgraphs);
        if (subgraphs.Count == 0) throw new ModelFormatException(file.Path, null, "has no subgraph; the file is damaged, get it again");
        var reader = new TFLiteReader(file, model, subgraphs.Table(0), KernelTable.Of(options.Runtime));
        reader.ReadInputs(options);
        reader.ReadOperators();
        reader.ReadOutputs();
        reader._graph.Source = new TFLiteSourceReader(model, reader._tensors).Read(version, reader._builder.OperatorCounts);
        reader.Report(subgraphs.Count);
        return new ReadModel(reader._graph, []) { Taps = TFLiteTaps.Of(file, reader._graph, reader._subgraph, reader._values) };
    }

    private void ReadInputs(ModelReadOptions options)
    {
        var open = new List<OpenInput>();
        foreach (var index in Connections(_subgraph.Vector<int>(Slots.Subgraph.Inputs), "the inputs", mayLeaveOut: false))
        {
            var tensor = _tensors.Read(index);
            if (_values[index] is not null) throw Damaged($"tensor '{tensor.Name}'", "is listed twice among the inputs");
            var type = tensor.Type with { Shape = tensor.Type.Shape ?? Shape.Scalar };
            if (options.InputShapes.TryGetValue(tensor.Name, out var shape)) type = Resize(tensor, shape);
            else if (tensor.HasOpenExtents) open.Add(Open(tensor, type.Shape!));
            var value = _graph.AddInput(tensor.Name, type);
            value.Quantization = tensor.Quantization;
            _values[index] = value;
        }
        foreach (var name in options.InputShapes.Keys)
        {
            if (_graph.Inputs.TrueForAll(v => v.Name != name))
                throw new UnsupportedModelException(
                    _file.Path, $"input '{name}'",
                    $"a shape was asked for, but the inputs are {string.Join(", ", _graph.Inputs.Select(v => $"'{v.Name}'"))}");
        }
        _graph.Diagnostics.AddRange(OpenDimensions.Report(open));
    }

    // The stored shape is one that the network was built for, except where it has a 1 for what the signature leaves open.
    private static OpenInput Open(TFLiteTensor tensor, Shape stored)
    {
        long[] extents = [.. stored.Extents.Select((e, i) => e == 1 && tensor.OpenAxes.Contains(i) ? -1 : e)];
        return OpenInput.Of(tensor.Name, extents, [.. extents.Select(_ => "")]) with { Shape = $"{stored}" };
    }

    private TensorType Resize(TFLiteTensor tensor, Shape shape)
    {
        if (tensor.Type.Shape is { } stored && stored.Rank != shape.Rank)
            throw new UnsupportedModelException(
                _file.Path, $"input '{tensor.Name}'", $"the shape {shape} has a different rank than its own {stored}");
        _isResized |= shape != tensor.Type.Shape;
        return tensor.Type with { Shape = shape };
    }

    private void ReadOperators()
    {
        var operators = _subgraph.Tables(Slots.Subgraph.Operators);
        if (operators.Count > TFLiteLimits.Operators)
            throw new UnsupportedModelException(
                _file.Path, null, $"{operators.Count} operators are more than the {TFLiteLimits.Operators} that Sartor reads");
        for (var i = 0; i < operators.Count; i++) ReadOperator(operators.Table(i, TFLiteLimits.OperatorCost), i);
        _builder.Finish();
    }

    private void ReadOperator(FlatTable table, int number)
    {
        var raw = _operators.Read(table, number);
        var place = $"operator {number} ({raw.QualifiedType})";
        var inputs = Connections(table.Vector<int>(Slots.Operator.Inputs), place, mayLeaveOut: true);
        var outputs = Connections(table.Vector<int>(Slots.Operator.Outputs), place, mayLeaveOut: false);
        var arguments = Array.ConvertAll(inputs, index => index == -1 ? null : Known(index, place));
        foreach (var index in outputs)
        {
            if (_values[index] is not null) throw Damaged(place, $"tensor '{_tensors.Read(index).Name}' is computed a second time");
        }
        var stated = Array.ConvertAll(outputs, index => (_tensors.Read(index).Name, Stated(_tensors.Read(index).Type)));
        var before = _graph.Nodes.Count;
        var name = stated.Length > 0 ? stated[0].Name : $"{raw.Type}_{number}";
        if (raw.Domain.Length == 0)
        {
            var kernel = KernelName.Of(raw.Type, [.. arguments.Take(2).Select(value => value?.Type.Shape)]);
            _kernels.Add(kernel, raw.Version, name, inputs.Select(Operand), outputs.Select(Operand));
        }
        var results = _builder.Add(raw, name, arguments, stated);
        for (var i = 0; i < Math.Min(results.Count, outputs.Length); i++)
        {
            if (_values[outputs[i]] is not null) throw Damaged(place, $"tensor '{stated[i].Name}' is computed a second time");
            _values[outputs[i]] = results[i];
            if (results[i].Producer is { } producer ? IsNew(producer, before) : results[i].Constant is not null)
                State(results[i], _tensors.Read(outputs[i]), place, isCustom: raw.Domain.Length > 0);
        }
        StateIntermediates(before);
    }

    private KernelOperand? Operand(int index) =>
        index == -1 ? null : new KernelOperand(_tensors.Read(index).Type.Element, _tensors.Read(index).Quantization);

    // Shapes in the file are those of its own inputs.
    private TensorType Stated(TensorType type) => _isResized ? type with { Shape = null } : type;

    private bool IsNew(Node node, int before)
    {
        for (var i = _graph.Nodes.Count - 1; i >= before; i--)
        {
            if (_graph.Nodes[i] == node) return true;
        }
        return false;
    }

    /// <summary>
    /// Takes element type and quantisation from the file; the shapes must not contradict. Of a custom operator, whose results no converter
    /// infers, a file often states that they are scalars.
    /// </summary>
    private void State(Value value, TFLiteTensor tensor, string place, bool isCustom = false)
    {
        var stated = Stated(tensor.Type);
        var isOpen = isCustom && stated.Shape is { Rank: 0 };
        if (stated.Shape is not null && !isOpen && !tensor.HasOpenExtents && value.Type.Shape is { } inferred && stated.Shape != inferred)
            throw Damaged($"tensor '{tensor.Name}'", $"the file states the shape {stated.Shape}, but {place} computes {inferred}");
        if (value.Constant is null)
            value.Type = new TensorType(stated.Element == ElementType.Unknown ? value.Type.Element : stated.Element, value.Type.Shape);
        if (value.Constant is null || value.Constant.Element == stated.Element) value.Quantization = tensor.Quantization;
    }

    // What a binding puts between its inputs and outputs only moves elements, so it is quantised like what it moves.
    private void StateIntermediates(int before)
    {
        for (var i = before; i < _graph.Nodes.Count; i++)
        {
            var node = _graph.Nodes[i];
            if (node.Inputs.Count == 0 || node.Inputs[0] is not { Quantization: { IsPerAxis: false } } first) continue;
            foreach (var output in node.Outputs)
            {
                if (output.Quantization is null && output.Type.Element == first.Type.Element && output.Uses.Any(u => IsNew(u.Node, before)))
                    output.Quantization = first.Quantization;
            }
        }
    }

    private void ReadOutputs()
    {
        foreach (var index in Connections(_subgraph.Vector<int>(Slots.Subgraph.Outputs), "the outputs", mayLeaveOut: false))
            _graph.Outputs.Add(Known(index, "the outputs"));
    }

    /// <summary>The value of a tensor that is an input, a constant, or computed already.</summary>
    private Value Known(int index, string place) => _values[index] ??= Constant(_tensors.Read(index), place);

    private Value Constant(TFLiteTensor tensor, string place)
    {
        if (tensor.Data is { } data) return ModelGraph.NewConstant(tensor.Name, data, tensor.Quantization);
        if (tensor.Opaque is { } reason) return Opaque(tensor, "CONSTANT", $"{reason} is not represented");
        if (tensor.IsVariable) return Opaque(tensor, "VARIABLE", "it keeps state between inferences");
        if (tensor.Type is { ElementCount: 0 } && tensor.Type.Element.Bits() > 0)
            return ModelGraph.NewConstant(tensor.Name, new Tensor(tensor.Type.Element, tensor.Type.Shape!, default), tensor.Quantization);
        throw Damaged(place, $"tensor '{tensor.Name}' is used before anything computes it");
    }

    private Value Opaque(TFLiteTensor tensor, string type, string reason)
    {
        var op = new OpaqueOperator(RawNode.Of("tflite", type, 0), reason, [tensor.Type]);
        var value = _graph.Add(op, [], tensor.Name).Output;
        value.Quantization = tensor.Quantization;
        return value;
    }

    private int[] Connections(FlatVector vector, string place, bool mayLeaveOut)
    {
        _connections += vector.Count;
        if (vector.Count > TFLiteLimits.OperatorConnections || _connections > TFLiteLimits.Connections)
            throw new UnsupportedModelException(
                _file.Path, place,
                $"it has {vector.Count} connections, {_connections} so far; Sartor reads {TFLiteLimits.OperatorConnections} an "
                + $"operator and {TFLiteLimits.Connections} in all");
        return Indices(vector, place, mayLeaveOut);
    }

    private int[] Indices(FlatVector vector, string place, bool mayLeaveOut)
    {
        var indices = vector.ToArray<int>();
        foreach (var index in indices)
        {
            if (index < (mayLeaveOut ? -1 : 0) || index >= _values.Length)
                throw Damaged(place, $"refers to tensor {index} of {_values.Length}");
        }
        return indices;
    }

    private void Report(int subgraphs)
    {
        if (subgraphs > 1)
            _graph.Diagnostics.Add(
                Diagnostic.Warning(
                    "further-subgraphs",
                    $"The file has {subgraphs} subgraphs; the first is read, and operators that run the others stay opaque."));
        if (_tensors.Densified > 0)
            _graph.Diagnostics.Add(Diagnostic.Note("sparse-constants", $"{_tensors.Densified} sparse constants were made dense."));
        _graph.Diagnostics.AddRange(_kernels.Diagnostics());
    }

    private ModelFormatException Damaged(string place, string problem) =>
        new(_file.Path, place, $"{problem}; the file is damaged, get it again");
}
