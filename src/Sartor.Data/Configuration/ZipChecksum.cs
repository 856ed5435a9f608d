namespace Sartor.Data.Configuration;

/// <summary>The checksum of zip archives: CRC-32 with the reflected polynomial EDB88320 (ISO 3309, PKWARE APPNOTE 4.4.7).</summary>
internal static class ZipChecksum
{
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Of some bytes; <c>CBF43926</c> of the digits 1 to 9.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes) sum = s_table[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Entry(int index)
    {
        var entry = (uint)index;
        for (var bit = 0; bit < 8; bit++) entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB88320;
        return entry;
    }
}
