using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>Takes raw nodes from the bindings and makes operators, tensors and operator codes of them.</summary>
internal sealed class TFLiteGraphWriter(ModelGraph graph, TFLiteWriteOptions options) : WriteContext
{
    private static readonly Version FirstRuntime = new(1, 5);

    private readonly List<TableWriter> _operators = [];
    private readonly List<(TFLiteOperator Type, string? Custom)> _codes = [];
    private readonly Dictionary<string, int> _codeIndices = new(StringComparer.Ordinal);
    private readonly List<long> _versions = [];
    private Node? _node;

    public override string Format => "tflite";

    public TFLiteTensorWriter Tensors { get; } = new(graph.Name);

    public IReadOnlyList<TableWriter> Operators => _operators;

    /// <summary>The first runtime that has every operator in the version that is written.</summary>
    public Version MinimumRuntime { get; private set; } = FirstRuntime;

    /// <summary>Says which node is being written, for messages.</summary>
    public void Begin(Node node) => _node = node;

    public override void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        var custom = raw.Domain == "custom" ? raw.Type : null;
        var type = (custom is null ? TFLiteSchema.Operator(raw.Type) : TFLiteSchema.Operator(TFLiteOperator.Custom))
            ?? throw new InvalidOperationException($"{raw.Type} is not in the schema");
        if (custom is null)
        {
            Check(type, raw.Version);
            CheckKernel(type, raw.Version, inputs, outputs);
        }
        var table = new TableWriter()
            .Scalar(Slots.Operator.OpcodeIndex, (uint)Code(type, custom, raw.Version))
            .Vector<int>(Slots.Operator.Inputs, [.. inputs.Select(Index)])
            .Vector<int>(Slots.Operator.Outputs, [.. outputs.Select(Index)]);
        if (type.Options is { } table2)
            table.Scalar(Slots.Operator.OptionsType, table2.Code).Table(Slots.Operator.Options, TFLiteOptionsWriter.Write(table2, raw));
        if (custom is not null && raw.Attributes.TryGetValue(TFLiteOptionsReader.CustomOptions, out var bytes))
            table.Vector(Slots.Operator.CustomOptions, ((ReadOnlyMemory<byte>)bytes).Span);
        _operators.Add(table);
    }

    /// <summary>Writes an operator that Sartor does not know as it was read, where nothing of it lies outside the main subgraph.</summary>
    public void EmitOpaque(Node node, OpaqueOperator op)
    {
        var raw = op.Raw;
        var isKnown = raw.Domain == "custom" || TFLiteSchema.Operator(raw.Type) is not null;
        if (!isKnown || raw.Has(TFLiteOptionsReader.Options2Type)
            || raw.Attributes.Keys.Any(k => k.Contains("subgraph", StringComparison.Ordinal)))
            Fail(node, $"it cannot be written again ({op.Reason})");
        Emit(raw, node.Inputs, node.Outputs);
    }

    public override bool Computes(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        return Kernels is { } table && TFLiteSchema.Operator(raw.Type)?.Runtime(raw.Version) <= options.Runtime
            && Row(table, raw.Type, raw.Version, inputs, outputs) is { } row && KernelRow.IsUsable(row.Worst);
    }

    [DoesNotReturn]
    public override void Fail(Node node, string problem)
    {
        ArgumentNullException.ThrowIfNull(node);
        throw new UnsupportedModelException(graph.Name, $"node '{node.Name}' ({node.Operator.Name})", problem);
    }

    /// <summary>The operator codes in order of first use, each with the highest version that is used.</summary>
    public TableWriter[] OperatorCodes() => [.. _codes.Select((code, i) => new TableWriter()
        .Scalar(Slots.OperatorCode.DeprecatedBuiltinCode, (sbyte)Math.Min(code.Type.Code, TFLiteOperator.PlaceholderForGreater))
        .String(Slots.OperatorCode.CustomCode, code.Custom)
        .Scalar(Slots.OperatorCode.Version, (int)_versions[i], 1)
        .Scalar(Slots.OperatorCode.BuiltinCode, code.Type.Code))];

    private void Check(TFLiteOperator type, long version)
    {
        var runtime = type.Runtime(version);
        if (runtime is null || runtime > options.Runtime)
            Fail(
                _node!,
                $"{type.Name} version {version} needs runtime {runtime?.ToString() ?? "later than any that Sartor knows"}, and the file "
                    + "has "
                + $"to load in {options.Runtime}");
        if (runtime > MinimumRuntime) MinimumRuntime = runtime;
    }

    // What the runtime does not compute is not written; that is known by running it, not by its version alone.
    private void CheckKernel(TFLiteOperator type, long version, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        if (Kernels is { } table && Row(table, type.Name, version, inputs, outputs) is { } row && !KernelRow.IsUsable(row.Worst))
            Fail(_node!, KernelText.Refusal(table, row, FormOf(inputs, outputs)));
    }

    private KernelTable? Kernels => options.IsChecked ? KernelTable.Of(options.Engine) : null;

    private static KernelRow? Row(
        KernelTable table, string type, long version, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs) =>
        table.Find(KernelName.Of(type, [.. inputs.Take(2).Select(value => value?.Type.Shape)]), version, FormOf(inputs, outputs));

    private static string FormOf(IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        return KernelForm.Of(inputs.Select(Operand), outputs.Select(Operand));

        static KernelOperand? Operand(Value? value) => value is null ? null : new KernelOperand(value.Type.Element, value.Quantization);
    }

    private int Code(TFLiteOperator type, string? custom, long version)
    {
        var key = custom is null ? type.Name : $"custom.{custom}";
        if (!_codeIndices.TryGetValue(key, out var index))
        {
            index = _codes.Count;
            _codeIndices.Add(key, index);
            _codes.Add((type, custom));
            _versions.Add(version);
        }
        _versions[index] = Math.Max(_versions[index], version);
        return index;
    }

    private int Index(Value? value) => value is null ? -1 : Tensors.Index(value, _node!.ToString());
}
