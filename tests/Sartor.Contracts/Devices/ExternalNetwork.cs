using System.Runtime.InteropServices;
using System.Text;

namespace Sartor.Contracts.Devices;

/// <summary>An ONNX network that adds [10, 20], which lie in <c>parts/weights.bin</c> beside it, to its input [2].</summary>
public static class ExternalNetwork
{
    /// <summary>Writes both files into a folder.</summary>
    public static (string Model, string Weights) Write(string folder)
    {
        var (model, weights) = (Path.Combine(folder, "model.onnx"), Path.Combine(folder, "parts", "weights.bin"));
        Directory.CreateDirectory(Path.GetDirectoryName(weights)!);
        File.WriteAllBytes(weights, MemoryMarshal.AsBytes<float>([10, 20]).ToArray());
        byte[] tensor =
            [.. Field(8, "w"), .. Number(1, 2), .. Number(2, 1), .. External("location", "parts/weights.bin"), .. Number(14, 1)];
        byte[] node = [.. Field(1, "x"), .. Field(1, "w"), .. Field(2, "y"), .. Field(4, "Add")];
        byte[] graph = [.. Field(1, node), .. Field(2, "g"), .. Field(5, tensor), .. Field(11, Value("x")), .. Field(12, Value("y"))];
        File.WriteAllBytes(model, [.. Number(1, 8), .. Field(8, Number(2, 13)), .. Field(7, graph)]);
        return (model, weights);
    }

    private static byte[] Value(string name)
    {
        var shape = Field(1, Number(1, 2));
        byte[] tensorType = [.. Number(1, 1), .. Field(2, shape)];
        return [.. Field(1, name), .. Field(2, Field(1, tensorType))];
    }

    private static byte[] External(string key, string value) => Field(13, [.. Field(1, key), .. Field(2, value)]);

    // https://protobuf.dev/programming-guides/encoding/: all numbers here are below 128 but the length of the graph.
    private static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    private static byte[] Field(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int field, byte[] bytes) => bytes.Length < 128
        ? [(byte)((field << 3) | 2), (byte)bytes.Length, .. bytes]
        : [(byte)((field << 3) | 2), (byte)(bytes.Length | 0x80), (byte)(bytes.Length >> 7), .. bytes];
}
