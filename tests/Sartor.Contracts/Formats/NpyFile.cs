using System.Runtime.InteropServices;
using System.Text;

namespace Sartor.Contracts.Formats;

/// <summary>Writes NumPy's .npy, version 1 (numpy.lib.format).</summary>
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
}
