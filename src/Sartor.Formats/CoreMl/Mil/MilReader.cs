using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>Reads the messages of a program; constants stay in the files.</summary>
/// <param name="file">The model.</param>
/// <param name="blobs">Its weights.</param>
internal sealed class MilReader(SlicedFile file, BlobFile blobs)
{
    private readonly AllocationBudget _budget = new(file.Path, file.Length);

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    /// <exception cref="UnsupportedModelException">It holds no ML Program, or several functions.</exception>
    public MilProgram Read()
    {
        long version = 0;
        ByteRange? program = null, description = null;
        var others = new List<int>();
        var reader = new ProtoReader(file);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case MilFields.Model.Version: version = reader.Int64(); break;
                case MilFields.Model.Description: description = reader.Bytes(); break;
                case MilFields.Model.Program: program = reader.Bytes(); break;
                default: others.Add(reader.Field); reader.Skip(); break;
            }
        }
        if (program is not { } range)
            throw others.Count == 0
                ? new ModelFormatException(file.Path, null, "holds no model; the file is damaged, get the folder again")
                : new UnsupportedModelException(
                    file.Path, null, $"holds a model of another kind (field {others[0]}), and Sartor reads ML Programs: neural networks of "
                    + "Core ML's older kind, pipelines and others are not read; convert the network that it was made from");
        return ReadProgram(range, version, description is { } at ? Metadata(at) : new Dictionary<string, string>());
    }

    private MilProgram ReadProgram(ByteRange range, long version, IReadOnlyDictionary<string, string> metadata)
    {
        var functions = new List<(string Name, ByteRange Range)>();
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Program.Functions) functions.Add(Entry(reader.Bytes()));
            else reader.Skip();
        }
        if (functions is not [var (_, function)])
            throw new UnsupportedModelException(
                file.Path, null, $"its program has {functions.Count} functions, and Sartor reads programs of one");
        string opset = "";
        List<MilTensor> inputs = [];
        Dictionary<string, ByteRange> blocks = [];
        reader = new ProtoReader(file, function);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case MilFields.Function.Inputs: inputs.Add(Named(reader.Bytes())); break;
                case MilFields.Function.Opset: opset = reader.Text(_budget); break;
                case MilFields.Function.Blocks: var (key, block) = Entry(reader.Bytes()); blocks[key] = block; break;
                default: reader.Skip(); break;
            }
        }
        if (!blocks.TryGetValue(opset, out var body))
            throw new ModelFormatException(
                file.Path, null, $"its function has no block for its operator set '{opset}'; the file is damaged, get the folder again");
        List<string> outputs = [];
        List<MilOperation> operations = [];
        reader = new ProtoReader(file, body);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Block.Outputs) outputs.Add(reader.Text(_budget));
            else if (reader.Field == MilFields.Block.Operations) operations.Add(Operation(reader.Bytes()));
            else reader.Skip();
        }
        return new MilProgram(version, opset, inputs, outputs, operations, metadata);
    }

    private Dictionary<string, string> Metadata(ByteRange description)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new ProtoReader(file, description);
        while (reader.Next())
        {
            if (reader.Field != MilFields.Description.Metadata)
            {
                reader.Skip();
                continue;
            }
            var inner = new ProtoReader(file, reader.Bytes());
            while (inner.Next())
            {
                if (inner.Field != MilFields.Description.UserDefined) inner.Skip();
                else Pair(inner.Bytes(), metadata);
            }
        }
        return metadata;
    }

    private void Pair(ByteRange entry, Dictionary<string, string> metadata)
    {
        string key = "", value = "";
        var reader = new ProtoReader(file, entry);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Entry.Key) key = reader.Text(_budget);
            else if (reader.Field == MilFields.Entry.Value) value = reader.Text(_budget);
            else reader.Skip();
        }
        metadata[key] = value;
    }

    private (string Key, ByteRange Value) Entry(ByteRange range)
    {
        var key = "";
        var value = new ByteRange(range.End, range.End);
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Entry.Key) key = reader.Text(_budget);
            else if (reader.Field == MilFields.Entry.Value) value = reader.Bytes();
            else reader.Skip();
        }
        return (key, value);
    }

    private MilOperation Operation(ByteRange range)
    {
        _budget.Part(range.Length).Charge(1500);
        var type = "";
        var hasBlocks = false;
        Dictionary<string, IReadOnlyList<MilBinding>> inputs = new(StringComparer.Ordinal);
        Dictionary<string, MilConstant> attributes = new(StringComparer.Ordinal);
        List<MilTensor> outputs = [];
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case MilFields.Operation.Type: type = reader.Text(_budget); break;
                case MilFields.Operation.Outputs: outputs.Add(Named(reader.Bytes())); break;
                case MilFields.Operation.Inputs: var (name, argument) = Entry(reader.Bytes()); inputs[name] = Bindings(argument); break;
                case MilFields.Operation.Attributes:
                    var (key, value) = Entry(reader.Bytes());
                    attributes[key] = Constant(value, key);
                    break;
                case MilFields.Operation.Blocks: hasBlocks = true; reader.Skip(); break;
                default: reader.Skip(); break;
            }
        }
        if (type.Length == 0) reader.Fail("an operation has no type");
        return new MilOperation(type, inputs, outputs, attributes, hasBlocks);
    }

    private List<MilBinding> Bindings(ByteRange argument)
    {
        var bindings = new List<MilBinding>();
        var reader = new ProtoReader(file, argument);
        while (reader.Next())
        {
            if (reader.Field != MilFields.Argument.Bindings)
            {
                reader.Skip();
                continue;
            }
            _budget.Charge(100);
            MilBinding binding = new(null, null);
            var inner = new ProtoReader(file, reader.Bytes());
            while (inner.Next())
            {
                if (inner.Field == MilFields.Argument.Name) binding = new MilBinding(inner.Text(_budget), null);
                else if (inner.Field == MilFields.Argument.Value) binding = new MilBinding(null, Constant(inner.Bytes(), "an argument"));
                else inner.Skip();
            }
            bindings.Add(binding);
        }
        return bindings;
    }

    private MilTensor Named(ByteRange range)
    {
        _budget.Charge(200);
        string name = "";
        var type = new ByteRange(range.End, range.End);
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field == MilFields.NamedType.Name) name = reader.Text(_budget);
            else if (reader.Field == MilFields.NamedType.Type) type = reader.Bytes();
            else reader.Skip();
        }
        var (element, _, extents) = Type(type);
        return new MilTensor(name, element, extents);
    }

    private (ElementType Element, bool IsText, List<long>? Extents) Type(ByteRange range)
    {
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field != MilFields.ValueType.Tensor)
            {
                reader.Skip();
                continue;
            }
            long code = 0, rank = 0;
            List<long> extents = [];
            var inner = new ProtoReader(file, reader.Bytes());
            while (inner.Next())
            {
                if (inner.Field == MilFields.TensorType.DataType) code = inner.Int64();
                else if (inner.Field == MilFields.TensorType.Rank) rank = inner.Int64();
                else if (inner.Field == MilFields.TensorType.Dimensions) extents.Add(Extent(inner.Bytes()));
                else inner.Skip();
            }
            if (rank != extents.Count) inner.Fail($"a tensor of rank {rank} has {extents.Count} extents");
            if (extents.Exists(e => e < -1)) inner.Fail("an extent is beyond 63 bits");
            return (MilTypes.OfMil(code), code == MilTypes.Text, extents);
        }
        return (ElementType.Unknown, false, null);
    }

    private long Extent(ByteRange range)
    {
        _budget.Charge(24);
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field != MilFields.TensorType.Constant) return -1;
            var inner = new ProtoReader(file, reader.Bytes());
            while (inner.Next())
            {
                if (inner.Field == MilFields.TensorType.Size) return inner.Int64() is >= 0 and var extent ? extent : -2;
                inner.Skip();
            }
            // A number that is 0 is not stored.
            return 0;
        }
        return -1;
    }

    private MilConstant Constant(ByteRange range, string place)
    {
        _budget.Charge(200);
        ByteRange? immediate = null, blob = null;
        var type = new ByteRange(range.End, range.End);
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Value.Type) type = reader.Bytes();
            else if (reader.Field == MilFields.Value.Immediate) immediate = reader.Bytes();
            else if (reader.Field == MilFields.Value.Blob) blob = reader.Bytes();
            else reader.Skip();
        }
        var (element, isText, extents) = Type(type);
        if (extents is null || extents.Contains(-1) || (element == ElementType.Unknown && !isText)) return new MilConstant(null, null);
        if (isText) return new MilConstant(immediate is { } text ? Text(text) : null, null);
        var tensor = new TensorType(element, new Shape([.. extents]));
        if (blob is { } reference) return new MilConstant(null, Blob(reference, tensor, place));
        return immediate is { } own ? new MilConstant(null, Immediate(own, tensor)) : new MilConstant(null, null);
    }

    private Tensor Blob(ByteRange range, TensorType type, string place)
    {
        string name = "";
        ulong offset = 0;
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field == MilFields.Blob.FileName) name = reader.Text(_budget);
            else if (reader.Field == MilFields.Blob.Offset) offset = unchecked((ulong)reader.Int64());
            else reader.Skip();
        }
        if (name != BlobFile.Reference)
            throw new UnsupportedModelException(
                file.Path, null, $"has weights in '{PrintableText.OfLine(name)}'; Sartor reads those in {BlobFile.Reference}");
        return blobs.Read(offset, type, place);
    }

    private string? Text(ByteRange immediate)
    {
        var (field, values) = Values(immediate);
        if (field != MilFields.TensorValue.Strings) return null;
        string? text = null;
        var reader = new ProtoReader(file, values);
        while (reader.Next())
        {
            if (reader.Field == MilFields.TensorValue.Values) text = reader.Text(_budget);
            else reader.Skip();
        }
        return text;
    }

    private (int Field, ByteRange Values) Values(ByteRange immediate)
    {
        var reader = new ProtoReader(file, immediate);
        while (reader.Next())
        {
            if (reader.Field != MilFields.Immediate.Tensor)
            {
                reader.Skip();
                continue;
            }
            var inner = new ProtoReader(file, reader.Bytes());
            return inner.Next() ? (inner.Field, inner.Bytes()) : (0, default);
        }
        return (0, default);
    }

    private Tensor Immediate(ByteRange immediate, TensorType type)
    {
        var (field, range) = Values(immediate);
        List<long> integers = [];
        List<float> floats = [];
        var reader = new ProtoReader(file, range);
        while (reader.Next())
        {
            if (reader.Field != MilFields.TensorValue.Values) reader.Skip();
            else if (field == MilFields.TensorValue.Floats) reader.Singles(floats, _budget);
            else if (field == MilFields.TensorValue.Bytes) return Bytes(reader, reader.Bytes(), type);
            else if (field is MilFields.TensorValue.Doubles or MilFields.TensorValue.Strings) reader.Fail("a constant of numbers is none");
            else reader.Int64s(integers, _budget);
        }
        var count = type.Shape!.ElementCount;
        if (floats.Count + integers.Count != count) reader.Fail($"a constant {type} has {floats.Count + integers.Count} elements");
        return (floats.Count > 0
            ? Tensor.Create(type.Shape, CollectionsMarshal.AsSpan(floats))
            : Tensor.Create(type.Shape, CollectionsMarshal.AsSpan(integers))).ConvertTo(type.Element);
    }

    private Tensor Bytes(ProtoReader reader, ByteRange range, TensorType type)
    {
        if (range.Length != type.Element.ByteCount(type.Shape!.ElementCount) || range.Length > int.MaxValue)
            reader.Fail($"a constant {type} has {range.Length} bytes");
        return new Tensor(type.Element, type.Shape, file.Slice(range.Start, (int)range.Length));
    }
}
