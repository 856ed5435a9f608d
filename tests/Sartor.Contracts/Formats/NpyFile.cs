using System.Runtime.InteropServices;
using System.Text;
using Sartor.Core;

namespace Sartor.Contracts.Formats;

/// <summary>Reads and writes NumPy's .npy, version 1 in C order (numpy.lib.format).</summary>
public static class NpyFile
{
    /// <summary>An array of float32.</summary>
    public static void Write(string path, long[] extents, params float[] values) => Write(path, "<f4", extents, values);

    /// <summary>An array of any type.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="descr">NumPy's name of the type.</param>
    /// <param name="extents">The shape.</param>
    /// <param name="values">As many as the shape asks for.</param>
    public static void Write<T>(string path, string descr, long[] extents, T[] values) where T : unmanaged
    {
        var header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({string.Join(", ", extents)},), }}\n";
        byte[] length = [(byte)(header.Length & 255), (byte)(header.Length >> 8)];
        File.WriteAllBytes(
            path, [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. MemoryMarshal.AsBytes(values.AsSpan())]);
    }

    /// <summary>An array of float32, int32, int64 or bool.</summary>
    public static Tensor Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = BitConverter.ToUInt16(bytes, 8);
        var header = Encoding.ASCII.GetString(bytes, 10, length);
        var extents = header[(header.IndexOf('(', StringComparison.Ordinal) + 1)..header.IndexOf(')', StringComparison.Ordinal)]
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(long.Parse).ToArray();
        (string Descr, ElementType Element)[] types =
            [("<f4", ElementType.Float32), ("<i4", ElementType.Int32), ("<i8", ElementType.Int64), ("|b1", ElementType.Bool)];
        var element = types.Single(t => header.Contains($"'{t.Descr}'", StringComparison.Ordinal)).Element;
        return new Tensor(element, new Shape(extents), bytes.AsMemory(10 + length));
    }
}
