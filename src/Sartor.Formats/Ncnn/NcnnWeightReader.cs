using System.Buffers.Binary;
using Sartor.Core;

namespace Sartor.Formats.Ncnn;

/// <summary>Takes weights from the <c>.bin</c> file one after the other; they stay in the file.</summary>
/// <param name="file">The file; null where there is none.</param>
/// <param name="path">Where it should be.</param>
internal sealed class NcnnWeightReader(SlicedFile? file, string path)
{
    /// <summary>Before weights in float16.</summary>
    public const uint Float16Tag = 0x01306B47;
    private const uint Int8Tag = 0x000D4B38;
    private const uint Float32Tag = 0x0002C056;

    private long _at;

    /// <summary>Bytes that nothing took.</summary>
    public long Left => (file?.Length ?? 0) - _at;

    /// <summary>The next weights: float32, float16 or int8 [count].</summary>
    /// <param name="slot">What there should be.</param>
    /// <param name="layer">Who has them, for messages.</param>
    /// <exception cref="ModelFormatException">The file is missing, or ends before them.</exception>
    /// <exception cref="UnsupportedModelException">They are stored in a way that Sartor does not read.</exception>
    public Tensor Next(WeightSlot slot, string layer)
    {
        var place = $"layer '{layer}'";
        if (slot.Count is < 1 or > int.MaxValue)
            throw new ModelFormatException(path, place,
                $"its weights have {slot.Count} elements; the .param file is damaged, get it again");
        if (!slot.IsTagged) return Take(ElementType.Float32, slot.Count, place);
        var tag = BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4, place).Span);
        return tag switch
        {
            0 or Float32Tag => Take(ElementType.Float32, slot.Count, place),
            Float16Tag => Take(ElementType.Float16, slot.Count, place),
            Int8Tag => Take(ElementType.Int8, slot.Count, place),
            _ => throw new UnsupportedModelException(
                path, place,
                    $"its weights at byte {_at - 4} begin with 0x{tag:X8}, which is neither float32, float16 nor int8; the file does "
                + "not fit the .param file, or is quantized by tables: give the float32 model"),
        };
    }

    private Tensor Take(ElementType element, long count, string place)
    {
        var size = element.ByteCount(count);
        var data = Bytes((size + 3) / 4 * 4, place);
        return new Tensor(element, new Shape(count), data[..(int)size]);
    }

    private ReadOnlyMemory<byte> Bytes(long count, string place)
    {
        if (file is null)
            throw new ModelFormatException(path, place,
                "its weights should be in this file, which does not exist; put it beside the .param file");
        if (count > Left)
            throw new ModelFormatException(
                path, place, $"the file ends in its weights: {count} bytes are needed at byte {_at}, and {Left} are left; it belongs to "
                + "another .param file or is truncated, get both again");
        if (count > int.MaxValue)
            throw new UnsupportedModelException(path, place, "its weights have more than 2 GiB");
        var bytes = file.Slice(_at, (int)count);
        _at += count;
        return bytes;
    }
}
