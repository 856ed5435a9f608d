using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Operators;

namespace Sartor.Formats.TFLite;

/// <summary>Reads the tensors of the main subgraph, each when it is first asked for.</summary>
internal sealed class TFLiteTensorReader
{
    private readonly SlicedFile _file;
    private readonly FlatVector _tensors;
    private readonly FlatVector _buffers;
    private readonly TFLiteTensor?[] _read;
    private readonly SparseTensorReader _sparse;

    public TFLiteTensorReader(SlicedFile file, FlatVector tensors, FlatVector buffers)
    {
        if (tensors.Count > TFLiteLimits.Tensors)
            throw new UnsupportedModelException(
                file.Path, null, $"{tensors.Count} tensors are more than the {TFLiteLimits.Tensors} that Sartor reads");
        _file = file;
        _tensors = tensors;
        _buffers = buffers;
        _read = new TFLiteTensor?[tensors.Count];
        _sparse = new SparseTensorReader(TFLiteLimits.DenseBytes(file.Length));
    }

    /// <summary>Number of tensors.</summary>
    public int Count => _tensors.Count;

    /// <summary>How many sparse tensors were made dense so far.</summary>
    public int Densified => _sparse.Densified;

    /// <summary>The tensor of an index that has been checked.</summary>
    public TFLiteTensor Read(int index) => _read[index] ??= Tensor(index, _tensors.Table(index, TFLiteLimits.TensorCost));

    /// <summary>The content of a buffer; empty for one without.</summary>
    /// <param name="index">Index in the file; checked here.</param>
    /// <param name="place">What refers to it, for messages.</param>
    public ReadOnlyMemory<byte> Buffer(uint index, TFLitePlace place)
    {
        if (index >= _buffers.Count)
        {
            if (index == 0) return default;
            throw Damaged(place, $"refers to buffer {index} of {_buffers.Count}");
        }
        var buffer = _buffers.Table((int)index);
        var offset = buffer.Scalar<ulong>(Slots.Buffer.Offset);
        // Files beyond 2 GiB keep the data behind the FlatBuffer (schema 3c).
        return offset > 1 ? Outside(offset, buffer.Scalar<ulong>(Slots.Buffer.Size), place) : buffer.Vector<byte>(Slots.Buffer.Data).Memory;
    }

    /// <summary>Bytes behind the FlatBuffer.</summary>
    public ReadOnlyMemory<byte> Outside(ulong offset, ulong size, TFLitePlace place)
    {
        var length = (ulong)_file.Length;
        if (offset > length || size > length - offset)
            throw Damaged(place, $"its {size} bytes at {offset} reach beyond the {length} bytes of the file");
        if (size > int.MaxValue)
        {
            throw new UnsupportedModelException(
                _file.Path, place, $"a constant of {size} bytes is too large; Sartor reads constants below 2 GiB");
        }
        return _file.Slice((long)offset, (int)size);
    }

    private ModelFormatException Damaged(TFLitePlace place, string problem) =>
        new(_file.Path, place, $"{problem}; the file is truncated or damaged, get it again");

    private TFLiteTensor Tensor(int index, FlatTable table)
    {
        var name = table.String(Slots.Tensor.Name) is { Length: > 0 } text ? text : $"tensor_{index}";
        var place = new TFLitePlace(name, index);
        var bytes = Buffer(table.Scalar<uint>(Slots.Tensor.Buffer), place);
        var shape = Shape(table, place, bytes.Length > 0, out var open);
        var type = new TensorType(TFLiteElementCodes.Element(table.Scalar<sbyte>(Slots.Tensor.Type)), shape);
        if (table.Scalar<uint>(Slots.Tensor.ExternalBuffer) != 0)
            throw new UnsupportedModelException(
                _file.Path, place,
                "its data is in an external file, which Sartor does not read; convert the model again with its weights inside");
        var quantization = type.Element.IsInteger() && table.Table(Slots.Tensor.Quantization) is { } q
            ? Quantization(q, shape, place)
            : null;
        var (data, opaque) = Data(table, type, bytes, place);
        return new TFLiteTensor(name, type, open, quantization, data, opaque, table.Scalar<byte>(Slots.Tensor.IsVariable) != 0);
    }

    // Most tensors have none: nothing is allocated for them.
    private static IReadOnlyList<int> OpenAxes(long[] extents, long[] stated)
    {
        List<int>? open = null;
        for (var i = 0; i < Math.Max(extents.Length, stated.Length); i++)
        {
            if ((i < extents.Length && extents[i] == -1) || (i < stated.Length && stated[i] == -1)) (open ??= []).Add(i);
        }
        return open ?? (IReadOnlyList<int>)[];
    }

    private Shape? Shape(FlatTable table, TFLitePlace place, bool isConstant, out IReadOnlyList<int> open)
    {
        var stored = table.Vector<int>(Slots.Tensor.Shape);
        var signature = table.Vector<int>(Slots.Tensor.ShapeSignature);
        if (stored.Count > TFLiteLimits.Rank || signature.Count > TFLiteLimits.Rank)
            throw new UnsupportedModelException(
                _file.Path, place, $"rank {Math.Max(stored.Count, signature.Count)} is above the {TFLiteLimits.Rank} that Sartor reads");
        var extents = stored.ToInt64s<int>();
        open = OpenAxes(extents, signature.ToInt64s<int>());
        if (extents.Any(e => e < -1)) throw Damaged(place, $"shape [{string.Join(',', extents)}] has a negative dimension");
        // No shape may stand for an unknown rank; newer files tell scalars apart.
        if (extents.Length == 0 && (open.Count > 0 || (!isConstant && table.Scalar<byte>(Slots.Tensor.HasRank) == 0))) return null;
        try
        {
            return new Shape(Array.ConvertAll(extents, e => e == -1 ? 1 : e));
        }
        catch (OverflowException)
        {
            throw Damaged(place, $"shape [{string.Join(',', extents)}] is out of range");
        }
    }

    private QuantizationParameters? Quantization(FlatTable table, Shape? shape, TFLitePlace place)
    {
        if (table.Scalar<byte>(Slots.Quantization.DetailsType) != 0)
            throw new UnsupportedModelException(
                _file.Path, place,
                "its quantization is custom or blockwise; convert the model with per-tensor or per-channel quantization");
        var scales = table.Vector<float>(Slots.Quantization.Scale).ToArray<float>();
        // Some writers put a scale of 0 where nothing is quantised.
        if (scales is [] or [0]) return null;
        if (scales.Any(s => !float.IsFinite(s) || s < 0)) throw Damaged(place, "a quantization scale is negative or not finite");
        var zeroPoints = table.Vector<long>(Slots.Quantization.ZeroPoint).ToArray<long>();
        if (zeroPoints.Length < 2) zeroPoints = [.. Enumerable.Repeat(zeroPoints.FirstOrDefault(), scales.Length)];
        if (zeroPoints.Length != scales.Length)
            throw Damaged(place, $"{scales.Length} quantization scales have {zeroPoints.Length} zero points");
        var axis = table.Scalar<int>(Slots.Quantization.Dimension);
        if (scales.Length > 1 && (shape is null || axis < 0 || axis >= shape.Rank || shape[axis] != scales.Length))
            throw Damaged(place, $"{scales.Length} quantization scales along axis {axis} do not fit {shape}");
        return new QuantizationParameters(scales.ToEquatableArray(), zeroPoints.ToEquatableArray(), scales.Length > 1 ? axis : 0);
    }

    private (Tensor? Data, string? Opaque) Data(FlatTable table, TensorType type, ReadOnlyMemory<byte> bytes, TFLitePlace place)
    {
        if (bytes.Length == 0) return (null, null);
        if (type.ByteCount is not { } expected) return (null, $"a constant of type {type}");
        if (table.Table(Slots.Tensor.Sparsity) is { } sparsity) return Sparse(sparsity, type, bytes, place);
        if (bytes.Length != expected) throw Damaged(place, $"{type} needs {expected} bytes, its buffer has {bytes.Length}");
        return (new Tensor(type.Element, type.Shape!, bytes), null);
    }

    private (Tensor? Data, string? Opaque) Sparse(FlatTable sparsity, TensorType type, ReadOnlyMemory<byte> bytes, TFLitePlace place) =>
        _sparse.Read(sparsity, type, bytes, problem => Damaged(place, problem)) is { } dense ? (dense, null) : (null, "a sparse constant");
}
