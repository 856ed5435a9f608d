using System.Buffers.Binary;
using System.Text;

namespace Sartor.Contracts.Formats;

/// <summary>
/// Small ONNX files, sound in their form, that ask for huge things: extents, repeats, pads, kernels, ranges. Network n of a seed is
/// always the same.
/// </summary>
/// <param name="seed">Seed of all networks.</param>
public sealed class HostileNetworks(int seed)
{
    // onnx.proto: TensorProto.DataType
    private const int Float = 1, Int64 = 7;

    private static readonly long[] Numbers =
        [0, 1, 1, 1, 2, 2, 3, 4, 7, 8, 8, 64, 500, 1000, 4096, 20_000, 1 << 16, 1 << 20, 1 << 28, int.MaxValue, 1L << 32, 1L << 40,
        long.MaxValue, -1, -3, long.MinValue];

    /// <summary>The file of one network.</summary>
    public byte[] Network(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var graph = new List<byte>();
        List<string> values = ["x", "w", "s"];
        graph.AddRange(Message(11, Text(1, "x"), Type([1, 3, 8, 8])));
        graph.AddRange(Message(5, Tensor("w", Float, [4, 3, 3, 3], new byte[4 * 108])));
        graph.AddRange(Message(5, Tensor("s", Float, [1, 1], [0, 0, 128, 63])));
        for (var i = random.Next(1, 7); i > 0; i--) graph.AddRange(Node(random, values));
        foreach (var output in values.Skip(Math.Max(3, values.Count - 2))) graph.AddRange(Message(12, Text(1, output)));
        return [.. Varint(1, 8), .. Message(7, [.. graph]), .. Message(8, Text(1, ""), Varint(2, 13))];
    }

    private static byte[] Node(Random random, List<string> values)
    {
        string Any() => values[^random.Next(1, Math.Min(values.Count, 4) + 1)];
        byte[] Const(int count)
        {
            values.Insert(0, $"k{values.Count}");
            var data = new byte[8 * count];
            for (var i = 0; i < count; i++) BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(8 * i), Pick(random));
            return Message(5, Tensor(values[0], Int64, count == 0 ? [] : [count], count == 0 ? Eight(Pick(random)) : data));
        }
        byte[] Op(string type, string[] inputs, params byte[][] attributes)
        {
            var name = $"v{values.Count}";
            values.Add(name);
            return Message(
                1, [.. inputs.Select(input => Text(1, input)), Text(2, name), Text(3, name), Text(4, type),
                .. attributes.Select(a => Message(5, a))]);
        }
        byte[] WithConst(string type, int count, params byte[][] attributes)
        {
            var constant = Const(count);
            return [.. constant, .. Op(type, [Any(), values[0]], attributes)];
        }
        long[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => Pick(random))];
        switch (random.Next(18))
        {
            case 0: return WithConst("Reshape", random.Next(1, 5));
            case 1: return WithConst("Expand", random.Next(1, 5));
            case 2: return WithConst("Tile", 4);
            case 3: return WithConst("Pad", 8);
            case 4:
                var extents = Const(random.Next(1, 5));
                return [.. extents, .. Op("ConstantOfShape", [values[0]])];
            case 5:
                byte[] bounds = [.. Const(0), .. Const(0), .. Const(0)];
                return [.. bounds, .. Op("Range", [values[0], values[1], values[2]])];
            case 6: return Op("AveragePool", [Any()], Ints("kernel_shape", Many(2)), Ints("pads", Many(4)), Int("count_include_pad", 1));
            case 7: return Op("MaxPool", [Any()], Ints("kernel_shape", Many(2)), Ints("strides", Many(2)), Ints("pads", Many(4)));
            case 8: return Op("Conv", [Any(), Any()], Ints("pads", Many(4)), Ints("dilations", Many(2)));
            case 9: return Op("ConvTranspose", [Any(), Any()], Ints("strides", Many(2)), Ints("output_padding", Many(2)));
            case 10: return Op("MatMul", [Any(), Any()]);
            case 11: return Op("Mul", [Any(), Any()]);
            case 12: return Op("Concat", [Any(), Any(), Any()], Int("axis", random.Next(2)));
            case 13: return Op("LRN", [Any()], Int("size", Pick(random)));
            case 14:
                byte[] sizes = [.. Const(4)];
                return [.. sizes, .. Op("Resize", [Any(), "", "", values[0]])];
            case 15: return WithConst("Gather", random.Next(0, 4));
            case 16: return Op("DepthToSpace", [Any()], Int("blocksize", Pick(random)));
            default: return Op(random.Next(2) == 0 ? "ReduceMean" : "Softmax", [Any()]);
        }
    }

    private static long Pick(Random random) => Numbers[random.Next(Numbers.Length)];

    private static byte[] Eight(long value)
    {
        var data = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(data, value);
        return data;
    }

    private static byte[] Tensor(string name, int type, long[] extents, byte[] data) =>
        [.. extents.SelectMany(e => Varint(1, e)), .. Varint(2, type), .. Text(8, name), .. Message(9, data)];

    private static byte[] Type(long[] extents) =>
        Message(2, Message(1, Varint(1, Float), Message(2, [.. extents.Select(e => Message(1, Varint(1, e)))])));

    private static byte[] Int(string name, long value) => [.. Text(1, name), .. Varint(20, 2), .. Varint(3, value)];

    private static byte[] Ints(string name, long[] values) => [.. Text(1, name), .. Varint(20, 7), .. values.SelectMany(v => Varint(8, v))];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, params byte[][] parts) =>
        [.. Base128(((ulong)field << 3) | 2), .. Base128((ulong)parts.Sum(p => p.Length)), .. parts.SelectMany(p => p)];

    private static byte[] Varint(int field, long value) => [.. Base128((ulong)field << 3), .. Base128(unchecked((ulong)value))];

    private static byte[] Base128(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
