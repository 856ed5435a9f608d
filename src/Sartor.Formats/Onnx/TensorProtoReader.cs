using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Operators;
using Fields = Sartor.Formats.Onnx.OnnxFields.Tensor;

namespace Sartor.Formats.Onnx;

/// <summary>Reads ONNX's TensorProto: raw, typed and external data. Raw and external data stay in the mapped file.</summary>
internal sealed class TensorProtoReader
{
    /// <summary>More axes are refused.</summary>
    private const int HighestRank = 64;

    private readonly SlicedFile _file;
    private readonly AllocationBudget _budget;
    private readonly ExternalData _external;

    internal TensorProtoReader(SlicedFile file, AllocationBudget budget, ExternalData external)
    {
        _file = file;
        _budget = budget;
        _external = external;
    }

    /// <summary>Reads a file that is one TensorProto, as ONNX's test data sets are.</summary>
    /// <param name="file">The file; it has to stay open as long as the tensor is used.</param>
    /// <exception cref="ModelFormatException">It is damaged.</exception>
    /// <exception cref="UnsupportedModelException">Its element type is one that Sartor does not hold.</exception>
    public static (string Name, Tensor Tensor) Read(SlicedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using var external = new ExternalData(file.Path);
        return new TensorProtoReader(file, new AllocationBudget(file.Path, file.Length), external).Read(new ByteRange(0, file.Length));
    }

    /// <summary>The name alone; empty where there is none.</summary>
    internal string ReadName(ByteRange range)
    {
        var reader = new ProtoReader(_file, range);
        var name = "";
        while (reader.Next())
        {
            if (reader.Field == Fields.Name) name = reader.Text(_budget);
            else reader.Skip();
        }
        return name;
    }

    /// <summary>Whether the data lie in another file.</summary>
    internal bool IsOutside(ByteRange range)
    {
        var parts = new TensorProtoParts();
        var reader = new ProtoReader(_file, range);
        while (reader.Next())
        {
            if (reader.Field == Fields.DataLocation) parts.Read(ref reader, _budget);
            else reader.Skip();
        }
        return parts.IsExternal;
    }

    internal (string Name, Tensor Tensor) Read(ByteRange range)
    {
        var budget = _budget.Part(range.Length);
        budget.Charge(400);
        var parts = new TensorProtoParts();
        var reader = new ProtoReader(_file, range);
        while (reader.Next()) parts.Read(ref reader, budget);
        return (parts.Name, Build(parts));
    }

    private Tensor Build(TensorProtoParts parts)
    {
        var place = parts.Name.Length == 0 ? "a tensor without a name" : $"tensor '{parts.Name}'";
        var element = OnnxElementTypes.Read(parts.DataType);
        if (element is ElementType.Unknown or ElementType.String)
        {
            var name = element == ElementType.String ? "string" : $"number {parts.DataType} of TensorProto.DataType";
            throw new UnsupportedModelException(_file.Path, place, $"its element type is {name}, which Sartor does not support");
        }
        if (parts.IsSegment)
            throw new UnsupportedModelException(
                _file.Path, place, "it is split into segments; save the model again with a current version of ONNX");
        var (shape, bytes) = Extents(parts, element, place);
        if (parts.IsExternal) return new Tensor(element, shape, _external.Slice(parts.External, place, bytes));
        if (bytes == 0) return new Tensor(element, shape, ReadOnlyMemory<byte>.Empty);
        if (parts.Raw is not { } raw)
            return new Tensor(element, shape, new TypedTensorData(_file, _budget, place).Read(parts, element, shape.ElementCount, bytes));
        if (raw.Length != bytes) throw WrongLength(place, element, shape, bytes, raw.Length);
        return new Tensor(element, shape, _file.Slice(raw.Start, (int)raw.Length));
    }

    private ModelFormatException WrongLength(string place, ElementType element, Shape shape, long bytes, long stored) =>
        new(_file.Path, place, $"{element.Label()}{shape} takes {bytes} bytes, the file has {stored}; it is damaged, get it again");

    private (Shape Shape, int Bytes) Extents(TensorProtoParts parts, ElementType element, string place)
    {
        if (parts.Dims.Count > HighestRank || parts.Dims.Any(d => d < 0))
            throw new ModelFormatException(
                _file.Path, place,
                $"its dimensions [{string.Join(',', parts.Dims.Take(8))}] are invalid; the file is damaged, get it again");
        try
        {
            var shape = new Shape(parts.Dims.ToArray());
            var bytes = element.ByteCount(shape.ElementCount);
            if (bytes <= int.MaxValue) return (shape, (int)bytes);
            // A claim that the data do not bear out is damage, whatever Sartor could hold.
            if (parts.IsExternal) _external.Check(parts.External, place, bytes);
            else if (parts.Raw is { } raw && raw.Length != bytes) throw WrongLength(place, element, shape, bytes, raw.Length);
            throw new UnsupportedModelException(
                _file.Path, place, $"{element.Label()}{shape} takes {bytes} bytes; Sartor supports tensors up to 2 GiB");
        }
        catch (OverflowException e)
        {
            throw new ModelFormatException(
                _file.Path, place,
                $"its dimensions [{string.Join(',', parts.Dims.Take(8))}] are invalid; the file is damaged, get it again",
                e);
        }
    }
}
