using Sartor.Core;

namespace Sartor.Engines.Tests;

/// <summary>
/// Reads the part of ONNX's TensorProto that its published test data uses: dims (1), float type (2 = 1), float_data (4) or raw_data (9).
/// </summary>
internal static class FloatTensorFile
{
    public static Tensor Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var dims = new List<long>();
        var data = Array.Empty<byte>();
        for (var at = 0; at < bytes.Length;)
        {
            var tag = Varint(bytes, ref at);
            var value = Varint(bytes, ref at);
            if ((tag & 7) == 0)
            {
                if (tag >> 3 == 1) dims.Add(value);
                continue;
            }
            var block = bytes.AsSpan(at, (int)value);
            at += (int)value;
            if (tag >> 3 is 4 or 9) data = block.ToArray();
            for (var i = 0; tag >> 3 == 1 && i < block.Length;) dims.Add(Varint(block.ToArray(), ref i));
        }
        return new Tensor(ElementType.Float32, new Shape(dims.ToArray()), data);
    }

    private static long Varint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (long)(next & 127) << shift;
            if (next < 128) return value;
        }
    }
}
