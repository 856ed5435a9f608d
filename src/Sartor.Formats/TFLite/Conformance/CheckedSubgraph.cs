using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Operators;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>The operators of a subgraph in order, each tensor read when it is first used.</summary>
internal sealed class CheckedSubgraph
{
    private readonly string _file;
    private readonly FlatVector _operators;
    private readonly FlatVector _tensors;
    private readonly TFLiteTensorReader _buffers;
    private readonly TFLiteOperatorReader _reader;
    private readonly CheckedTensor?[] _read;

    /// <exception cref="UnsupportedModelException">It has more operators or tensors than Sartor reads.</exception>
    public CheckedSubgraph(SlicedFile file, FlatTable model, FlatTable subgraph)
    {
        _file = file.Path;
        _tensors = subgraph.Tables(Slots.Subgraph.Tensors);
        _operators = subgraph.Tables(Slots.Subgraph.Operators);
        _buffers = new TFLiteTensorReader(file, _tensors, model.Tables(Slots.Model.Buffers));
        _reader = new TFLiteOperatorReader(_file, model.Tables(Slots.Model.OperatorCodes), _buffers);
        _read = new CheckedTensor?[_tensors.Count];
        if (_operators.Count > TFLiteLimits.Operators)
            throw new UnsupportedModelException(
                _file, null, $"{_operators.Count} operators are more than the {TFLiteLimits.Operators} that Sartor reads");
    }

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public IEnumerable<CheckedOperator> Operators()
    {
        for (var i = 0; i < _operators.Count; i++)
        {
            var table = _operators.Table(i, TFLiteLimits.OperatorCost);
            var raw = _reader.Read(table, i);
            var place = $"operator {i} ({raw.QualifiedType})";
            var outputs = Tensors(table.Vector<int>(Slots.Operator.Outputs), place);
            yield return new CheckedOperator(
                raw, i, Tensors(table.Vector<int>(Slots.Operator.Inputs), place), [.. outputs.OfType<CheckedTensor>()]);
        }
    }

    private CheckedTensor?[] Tensors(FlatVector indices, string place)
    {
        if (indices.Count > TFLiteLimits.OperatorConnections)
            throw new UnsupportedModelException(
                _file, place, $"{indices.Count} connections are more than the {TFLiteLimits.OperatorConnections} that Sartor reads");
        return Array.ConvertAll(indices.ToArray<int>(), index => index switch
        {
            -1 => null,
            _ when index < 0 || index >= _read.Length => throw new ModelFormatException(
                _file, place, $"refers to tensor {index} of {_read.Length}; the file is damaged, get it again"),
            _ => _read[index] ??= Tensor(index, _tensors.Table(index, TFLiteLimits.TensorCost)),
        });
    }

    private CheckedTensor Tensor(int index, FlatTable table)
    {
        var name = table.String(Slots.Tensor.Name) is { Length: > 0 } text ? text : $"tensor_{index}";
        var quantization = table.Table(Slots.Tensor.Quantization);
        return new CheckedTensor(
            name, TFLiteElementCodes.Element(table.Scalar<sbyte>(Slots.Tensor.Type)), table.Vector<int>(Slots.Tensor.Shape).ToArray<int>(),
            quantization?.Vector<float>(Slots.Quantization.Scale).ToArray<float>() ?? [],
            quantization?.Vector<long>(Slots.Quantization.ZeroPoint).ToArray<long>() ?? [],
            quantization?.Scalar<int>(Slots.Quantization.Dimension) ?? 0,
            _buffers.Buffer(table.Scalar<uint>(Slots.Tensor.Buffer), $"tensor {index} '{name}'"))
        {
            IsOpen = Array.Exists(table.Vector<int>(Slots.Tensor.ShapeSignature).ToArray<int>(), e => e == -1),
        };
    }
}
