using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.Caffe;

/// <summary>The blobs of a <c>.caffemodel</c> by the names of their layers; those that are packed stay in the file.</summary>
internal static class CaffeWeights
{
    // NetParameter: layer = 100, layers = 2 of version 1; LayerParameter: name = 1, blobs = 7; V1LayerParameter: name = 4, blobs = 6.
    private const int Layer = 100;
    private const int OldLayer = 2;

    /// <exception cref="ModelFormatException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<Tensor>> Read(SlicedFile file, AllocationBudget budget)
    {
        var blobs = new Dictionary<string, IReadOnlyList<Tensor>>(StringComparer.Ordinal);
        var reader = new ProtoReader(file);
        while (reader.Next())
        {
            if (reader.Field is not (Layer or OldLayer) || reader.Type != WireType.LengthDelimited)
            {
                reader.Skip();
                continue;
            }
            var isOld = reader.Field == OldLayer;
            var layer = reader.Message();
            budget.Part(layer.Left).Charge(400);
            var name = "";
            var found = new List<Tensor>();
            while (layer.Next())
            {
                if (layer.Type == WireType.LengthDelimited && layer.Field == (isOld ? 4 : 1)) name = layer.Text(budget);
                else if (layer.Type == WireType.LengthDelimited && layer.Field == (isOld ? 6 : 7))
                    found.Add(Blob(file, layer.Message(), name, budget));
                else layer.Skip();
            }
            if (found.Count > 0) blobs[name] = found;
        }
        return blobs;
    }

    // BlobProto: num, channels, height, width = 1 … 4, data = 5, shape = 7 { dim = 1 }, double_data = 8.
    private static Tensor Blob(SlicedFile file, ProtoReader reader, string layer, AllocationBudget budget)
    {
        budget.Part(reader.Left).Charge(400);
        long[] old = [1, 1, 1, 1];
        List<long>? dims = null;
        var hasOld = false;
        Tensor? data = null;
        var loose = new List<float>();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case >= 1 and <= 4 when reader.Type == WireType.Varint:
                    old[reader.Field - 1] = reader.Int64();
                    hasOld = true;
                    break;
                case 5 when reader.Type == WireType.LengthDelimited:
                    data = Floats(file, reader.Bytes(), ElementType.Float32, layer);
                    break;
                case 5 when reader.Type == WireType.Fixed32:
                    budget.Charge(8);
                    loose.Add(reader.Single());
                    break;
                case 7 when reader.Type == WireType.LengthDelimited:
                    var shape = reader.Message();
                    dims = [];
                    while (shape.Next())
                    {
                        if (shape.Field == 1) shape.Int64s(dims, budget);
                        else shape.Skip();
                    }
                    break;
                case 8 when reader.Type == WireType.LengthDelimited:
                    data = Floats(file, reader.Bytes(), ElementType.Float64, layer);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        data ??= Tensor.Create(new Shape(loose.Count), CollectionsMarshal.AsSpan(loose));
        long[] extents = dims is not null ? [.. dims] : hasOld ? old : [data.Shape.ElementCount];
        if (Array.Exists(extents, e => e < 0) || Count(extents) != data.Shape.ElementCount)
            throw new ModelFormatException(
                file.Path, $"layer '{layer}'", $"a blob of [{string.Join(',', extents)}] has {data.Shape.ElementCount} values; the file is "
                + "damaged, get it again");
        return data.Reshape(new Shape(extents));
    }

    private static decimal Count(long[] extents)
    {
        decimal count = 1;
        foreach (var extent in extents)
        {
            count *= extent;
            if (count > long.MaxValue) return -1;
        }
        return count;
    }

    private static Tensor Floats(SlicedFile file, ByteRange range, ElementType element, string layer)
    {
        var size = element.ByteCount(1);
        if (range.Length % size != 0 || range.Length > int.MaxValue)
            throw new ModelFormatException(
                file.Path, $"layer '{layer}'",
                    $"a blob has {range.Length} bytes, which are no whole values; the file is damaged, get it again");
        return new Tensor(element, new Shape(range.Length / size), file.Slice(range.Start, (int)range.Length));
    }
}
