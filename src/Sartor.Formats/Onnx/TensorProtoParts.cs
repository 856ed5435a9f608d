using Sartor.Formats.Onnx.Wire;
using Fields = Sartor.Formats.Onnx.OnnxFields.Tensor;

namespace Sartor.Formats.Onnx;

/// <summary>The fields of a TensorProto; data as ranges of the file.</summary>
internal sealed class TensorProtoParts
{
    public string Name { get; private set; } = "";

    /// <summary>TensorProto.DataType.</summary>
    public long DataType { get; private set; }

    public List<long> Dims { get; } = [];

    /// <summary>True for a tensor in several pieces, which nothing writes.</summary>
    public bool IsSegment { get; private set; }

    public bool IsExternal { get; private set; }

    /// <summary>Keys and values that say where external data are.</summary>
    public Dictionary<string, string> External { get; } = [];

    public ByteRange? Raw { get; private set; }

    /// <summary>
    /// Packed pieces and single values of the typed data, by field, in order; a single value is the range of its own encoding.
    /// </summary>
    public List<(int Field, WireType Type, ByteRange Range)> Typed { get; } = [];

    /// <summary>Takes the field that the reader is at.</summary>
    public void Read(ref ProtoReader reader, AllocationBudget budget)
    {
        switch (reader.Field)
        {
            case Fields.Dims:
                reader.Int64s(Dims, budget);
                break;
            case Fields.DataType:
                DataType = reader.Int64();
                break;
            case Fields.Name:
                Name = reader.Text(budget);
                break;
            case Fields.RawData:
                Raw = reader.Bytes();
                break;
            case Fields.Segment:
                IsSegment = true;
                reader.Skip();
                break;
            case Fields.DataLocation:
                IsExternal = reader.Int64() == 1;
                break;
            case Fields.ExternalData:
                ReadEntry(reader.Message(), External, budget);
                if (External.Count > ExternalData.MostKeys)
                    reader.Fail($"a tensor has more than {ExternalData.MostKeys} keys of external data");
                break;
            case Fields.FloatData or Fields.Int32Data or Fields.Int64Data or Fields.DoubleData or Fields.UInt64Data:
                ReadTyped(ref reader, budget);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>Reads a StringStringEntryProto into a map.</summary>
    public static void ReadEntry(ProtoReader reader, Dictionary<string, string> entries, AllocationBudget budget)
    {
        string key = "", value = "";
        while (reader.Next())
        {
            if (reader.Field == OnnxFields.Entry.Key) key = reader.Text(budget);
            else if (reader.Field == OnnxFields.Entry.Value) value = reader.Text(budget);
            else reader.Skip();
        }
        budget.Charge(128);
        entries[key] = value;
    }

    private void ReadTyped(ref ProtoReader reader, AllocationBudget budget)
    {
        budget.Charge(96);
        var (field, type) = (reader.Field, reader.Type);
        if (type == WireType.LengthDelimited)
        {
            Typed.Add((field, type, reader.Bytes()));
            return;
        }
        var start = reader.Position;
        reader.Skip();
        Typed.Add((field, type, new ByteRange(start, reader.Position)));
    }
}
