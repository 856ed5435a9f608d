using Sartor.Core;
using Sartor.Formats.CoreMl.Mil;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.CoreMl;

/// <summary>
/// Reads an ML Program into the IR. Weights stay in their file; floats of a program in float16 become float32 with the weights stored in
/// float16, as in files of other formats.
/// </summary>
internal sealed class CoreMlReader
{
    private const string ConstantType = "const";
    private const string ExpandedType = "constexpr_affine_dequantize";

    private readonly SlicedFile _file;
    // Of iOS 26 and macOS 26.
    private const long NewestVersion = 10;

    private readonly ModelReadOptions _options;
    private readonly MilProgram _program;
    private readonly ModelGraph _graph;
    private readonly GraphBuilder _builder;
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MilConstant> _constants = new(StringComparer.Ordinal);
    private readonly List<OpenInput> _open = [];

    private CoreMlReader(SlicedFile file, string name, ModelReadOptions options, MilProgram program)
    {
        (_file, _options, _program) = (file, options, program);
        _graph = new ModelGraph(name);
        _builder = new GraphBuilder(_graph, CoreMlFormat.Bindings);
    }

    /// <param name="file">The model in a package.</param>
    /// <param name="options">How to read.</param>
    /// <exception cref="ModelFormatException">A file is damaged or missing.</exception>
    /// <exception cref="UnsupportedModelException">The files are sound but beyond Sartor.</exception>
    public static ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        var folder = CoreMlPackage.FolderOf(file.Path);
        var further = new List<SlicedFile>();
        try
        {
            var path = Path.Combine(folder, CoreMlPackage.Weights);
            var weights = File.Exists(path) ? CoreMlPackage.Open(folder, CoreMlPackage.Weights) : null;
            if (weights is not null) further.Add(weights);
            further.Add(CoreMlPackage.Open(folder, CoreMlPackage.Manifest));
            var program = new MilReader(file, new BlobFile(weights, path)).Read();
            if (program.Version > NewestVersion)
                throw new UnsupportedModelException(file.Path, null, $"is of version {program.Version} of Core ML's specification, and "
                    + $"Sartor knows those up to {NewestVersion}; convert the model for an older system, or get the file again");
            var reader = new CoreMlReader(file, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)), options, program);
            reader.ReadAll();
            return new ReadModel(reader._graph, further);
        }
        catch (Exception e)
        {
            foreach (var opened in further) opened.Dispose();
            if (e is OverflowException)
                throw new ModelFormatException(
                    file.Path, null, "describes tensors with more elements than there can be; it is damaged, get it again", e);
            throw;
        }
    }

    private void ReadAll()
    {
        foreach (var input in _program.Inputs) ReadInput(input);
        foreach (var operation in _program.Operations) ReadOperation(operation);
        if (_program.Outputs.Count == 0)
            throw new ModelFormatException(_file.Path, null, "the program has no output; the file is damaged, get the folder again");
        foreach (var name in _program.Outputs) _graph.Outputs.Add(Named(Value(name, "an output"), name));
        OpenDimensions.RequireInputs(_file.Path, _graph, _options.InputShapes.Keys);
        _graph.Diagnostics.AddRange(OpenDimensions.Report(_open));
        _graph.Source = GraphSource.None with
        {
            Format = CoreMlFormat.FormatName,
            OperatorCounts = _builder.OperatorCounts,
            Metadata = _program.Metadata,
        };
    }

    private void ReadInput(MilTensor input)
    {
        if (input.Extents is not { } extents || input.Element == ElementType.Unknown)
            throw new UnsupportedModelException(_file.Path, $"input '{input.Name}'", "is not a tensor of numbers");
        var shape = input.Shape;
        if (_options.InputShapes.TryGetValue(input.Name, out var given))
        {
            if (given.Rank != extents.Count || extents.Where((e, i) => e >= 0 && e != given[i]).Any())
                throw new UnsupportedModelException(
                    _file.Path, $"input '{input.Name}'",
                    $"the requested shape {given} does not fit its own, [{string.Join(',', extents.Select(e => e < 0 ? "?" : $"{e}"))}]");
            shape = given;
        }
        if (shape is null) _open.Add(OpenInput.Of(input.Name, extents, [.. extents.Select((_, i) => i == 0 ? "batch" : "")]));
        Define(input.Name, _graph.AddInput(input.Name, new TensorType(Outer(input.Element), shape)));
    }

    private void ReadOperation(MilOperation operation)
    {
        if (operation.Type == ConstantType)
        {
            if (operation.Outputs is not [var output] || !operation.Attributes.TryGetValue("val", out var value))
                throw Damaged(operation, "has no value");
            if (!_constants.TryAdd(output.Name, value) || _values.ContainsKey(output.Name))
                throw Damaged(operation, "has the name of something else");
            return;
        }
        if (operation.Type == ExpandedType && Expanded(operation)) return;
        var (raw, inputs) = Raw(operation);
        var values = _builder.Add(raw, operation.Name, inputs,
            [.. operation.Outputs.Select(o => (o.Name, o.Type with { Element = Outer(o.Element) }))]);
        for (var i = 0; i < Math.Min(values.Count, operation.Outputs.Count); i++) Define(operation.Outputs[i].Name, values[i]);
    }

    // Floats of a program in float16 are evaluated in float32.
    private static ElementType Outer(ElementType element) => element == ElementType.Float16 ? ElementType.Float32 : element;

    private (RawNode Raw, List<Value?> Inputs) Raw(MilOperation operation)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        var inputs = new List<Value?>();
        var signature = operation.HasBlocks ? null : MilSignature.Of(operation.Type);
        var known = signature is null ? []
            : signature.Tensors.Select(t => t.Name).Concat(signature.Parameters.Select(p => p.Name)).ToArray();
        var problem = signature is null || operation.Inputs.Keys.All(known.Contains) ? null
            : $"with {operation.Inputs.Keys.First(k => !known.Contains(k))}";
        foreach (var (name, kind) in signature?.Parameters ?? [])
        {
            if (!operation.Inputs.TryGetValue(name, out var bindings)) continue;
            if (bindings is [var binding] && Constant(binding) is { } constant
                && Parameter(constant, kind) is { } value) attributes[name] = value;
            else problem ??= $"with computed {name}";
        }
        string[] tensors = signature is null ? [.. operation.Inputs.Keys.Order(StringComparer.Ordinal)]
            : [.. signature.Tensors.Select(t => t.Name)];
        foreach (var name in tensors)
        {
            if (!operation.Inputs.TryGetValue(name, out var bindings)) inputs.Add(null);
            else foreach (var binding in bindings) inputs.Add(Operand(binding, operation));
        }
        // What bindings do not know keeps its operands and says what it is.
        var type = problem is null ? operation.Type : $"{operation.Type} {problem}";
        return (RawNode.Of(CoreMlFormat.FormatName, type, 1, attributes), inputs);
    }

    private MilConstant? Constant(MilBinding binding) =>
        binding.Constant ?? (binding.Name is { } name ? _constants.GetValueOrDefault(name) : null);

    private static object? Parameter(MilConstant constant, string kind) => (kind, constant) switch
    {
        ("s", { Text: { } text }) => text,
        ("i" or "b", { Tensor: { Shape.ElementCount: 1, Element: not ElementType.Float32 } tensor }) => tensor.ToInt64s()[0],
        ("f" or "n", { Tensor: { Shape.ElementCount: 1 } tensor }) => tensor.ToSingles()[0],
        ("is" or "bs", { Tensor: { Shape.Rank: <= 1 } tensor }) => tensor.ToInt64s().ToEquatableArray(),
        _ => null,
    };

    private Value? Operand(MilBinding binding, MilOperation operation)
    {
        if (binding.Name is { } name && _values.TryGetValue(name, out var value)) return value;
        if (Constant(binding) is not { } constant)
            throw Damaged(operation, $"reads '{PrintableText.OfLine(binding.Name ?? "")}', which nothing before it makes");
        if (constant.Tensor is not { } tensor) return null;
        value = Float(binding.Name ?? $"{operation.Name}/constant", tensor);
        if (binding.Name is not null) _values[binding.Name] = value;
        return value;
    }

    private Value Float(string name, Tensor tensor)
    {
        var constant = ModelGraph.NewConstant(name, tensor);
        return tensor.Element == ElementType.Float16 ? _graph.Add(new Dequantize(), [constant], name).Output : constant;
    }

    // Parts of it are attributes, or from iOS 18 on arguments.
    private bool Expanded(MilOperation operation)
    {
        Tensor? Part(string name) => (operation.Attributes.GetValueOrDefault(name)
            ?? (operation.Inputs.GetValueOrDefault(name) is [var binding] ? Constant(binding) : null))?.Tensor;
        if (Part("quantized_data") is not { Element: ElementType.Int8 or ElementType.UInt8 } data || Part("scale") is not { } scale
            || Part("zero_point") is not { } zero || operation.Outputs is not [var output]) return false;
        var axis = Part("axis")?.ToInt64s() is [var one] ? one < 0 ? one + data.Shape.Rank : one : 0;
        float[] scales = scale.ToSingles();
        long[] zeros = zero.ToInt64s();
        if (zeros.Length == 1 && scales.Length > 1) zeros = [.. Enumerable.Repeat(zeros[0], scales.Length)];
        if (scales.Any(s => !(s > 0 && float.IsFinite(s))) || zeros.Length != scales.Length
            || (scales.Length > 1 && (axis < 0 || axis >= data.Shape.Rank || data.Shape[(int)axis] != scales.Length)))
            throw Damaged(operation, $"has {scales.Length} scales and {zeros.Length} zero points for axis {axis} of {data.Type}");
        var q = new QuantizationParameters(scales.ToEquatableArray(), zeros.ToEquatableArray(), (int)axis);
        Define(output.Name, _graph.Add(new Dequantize(), [ModelGraph.NewConstant(output.Name, data, q)], output.Name).Output);
        return true;
    }

    private void Define(string name, Value value)
    {
        if (_constants.ContainsKey(name) || !_values.TryAdd(name, value))
            throw new ModelFormatException(
                _file.Path, $"'{PrintableText.OfLine(name)}'", "is made twice; the file is damaged, get the folder again");
    }

    private Value Value(string name, string what)
    {
        if (_values.TryGetValue(name, out var value)) return value;
        if (_constants.GetValueOrDefault(name)?.Tensor is { } tensor) return _values[name] = Float(name, tensor);
        throw new ModelFormatException(
            _file.Path, $"'{PrintableText.OfLine(name)}'",
                $"is {what}, and no operation makes it; the file is damaged, get the folder again");
    }

    // Casts between floats and the like are no nodes, so that an output may be a value that others read, or an input.
    private Value Named(Value value, string name)
    {
        if (value.Name == name && !_graph.Outputs.Contains(value)) return value;
        if (value.Producer is { Operator: not Dequantize } && !_graph.Outputs.Contains(value))
        {
            value.Name = name;
            return value;
        }
        if (value.Type.Shape is not { } shape) return value;
        return _graph.Add(new Reshape(shape.Extents.ToEquatableArray()), [value], name).Output;
    }

    private ModelFormatException Damaged(MilOperation operation, string problem) => new(
        _file.Path, $"operation '{PrintableText.OfLine(operation.Name)}' ({PrintableText.OfLine(operation.Type)})",
        $"{problem}; the file is damaged, get the folder again");
}
