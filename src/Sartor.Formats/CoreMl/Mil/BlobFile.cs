using System.Buffers.Binary;
using Sartor.Core;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>
/// A file of weights (MILBlob/Blob/StorageFormat.hpp of coremltools): a header of 64 bytes, then for each blob 64 bytes that describe it
/// and
/// its data, each at a multiple of 64; all numbers little-endian.
/// </summary>
/// <param name="file">The file; null where there is none.</param>
/// <param name="path">Where it should be.</param>
internal sealed class BlobFile(SlicedFile? file, string path)
{
    /// <summary>What offsets are multiples of, and the size of header and descriptions.</summary>
    public const int Alignment = 64;

    /// <summary>How programs name the file.</summary>
    public const string Reference = "@model_path/weights/weight.bin";

    private const uint Version = 2;
    private const uint Sentinel = 0xDEADBEEF;

    private bool _isChecked;

    /// <summary>The tensor whose description is at an offset.</summary>
    /// <param name="offset">Of the description, from the start of the file.</param>
    /// <param name="type">What the program says that it is.</param>
    /// <param name="place">What uses it, for messages.</param>
    /// <exception cref="ModelFormatException">The file is missing or damaged, or has something else there.</exception>
    public Tensor Read(ulong offset, TensorType type, string place)
    {
        var content = Content(place);
        if (offset % Alignment != 0 || offset > (ulong)Math.Max(0, content.Length - Alignment))
            throw Damaged(place, $"its weights should be described at byte {offset}, which is not a place in its {content.Length} bytes");
        var at = (long)offset;
        var description = content.Slice(at, Alignment).Span;
        if (BinaryPrimitives.ReadUInt32LittleEndian(description) != Sentinel)
            throw Damaged(place, $"no description of weights begins at byte {at}");
        var element = MilTypes.OfBlob(BinaryPrimitives.ReadUInt32LittleEndian(description[4..]));
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(description[8..]),
            data = BinaryPrimitives.ReadUInt64LittleEndian(description[16..]);
        if (element != type.Element || size != (ulong)element.ByteCount(type.Shape!.ElementCount))
            throw Damaged(place, $"{size} bytes of {element.Label()} are described at byte {at} where the program has {type}");
        if (data < offset + Alignment || size > int.MaxValue || data > (ulong)content.Length || size > (ulong)content.Length - data)
            throw Damaged(place, $"bytes {data} to {data + (decimal)size} hold its weights, and the file has {content.Length}");
        return new Tensor(element, type.Shape, content.Slice((long)data, (int)size));
    }

    /// <summary>Writes all tensors, each where <see cref="Next"/> says.</summary>
    public static void Write(Stream output, IReadOnlyList<Tensor> tensors)
    {
        var head = new byte[Alignment];
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)tensors.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), Version);
        output.Write(head);
        long at = Alignment;
        foreach (var tensor in tensors)
        {
            var description = new byte[Alignment];
            BinaryPrimitives.WriteUInt32LittleEndian(description, Sentinel);
            BinaryPrimitives.WriteUInt32LittleEndian(description.AsSpan(4), (uint)MilTypes.Blob(tensor.Element));
            BinaryPrimitives.WriteUInt64LittleEndian(description.AsSpan(8), (ulong)tensor.Data.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(description.AsSpan(16), (ulong)(at + Alignment));
            output.Write(description);
            LazyBytes.Stream(tensor.Data, part => output.Write(part.Span));
            var end = Next(at, tensor);
            output.Write(new byte[end - at - Alignment - tensor.Data.Length]);
            at = end;
        }
    }

    /// <summary>Where the description of the next tensor is.</summary>
    /// <param name="at">Where that of this one is.</param>
    /// <param name="tensor">This one.</param>
    public static long Next(long at, Tensor tensor) => (at + Alignment + tensor.Data.Length + Alignment - 1) / Alignment * Alignment;

    private SlicedFile Content(string place)
    {
        if (file is null)
            throw new ModelFormatException(path, place, "its weights should be in this file, which does not exist; get the whole folder");
        if (_isChecked) return file;
        if (file.Length < Alignment) throw Damaged(place, $"the file of weights has {file.Length} bytes and no header");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(4, 4).Span);
        if (version != Version) throw new UnsupportedModelException(path, null,
            $"is version {version} of files of weights; Sartor reads 2");
        _isChecked = true;
        return file;
    }

    private ModelFormatException Damaged(string place, string problem) =>
        new(path, place, $"{problem}; the file is damaged or of another model, get the folder again");
}
