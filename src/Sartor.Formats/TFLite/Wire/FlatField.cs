namespace Sartor.Formats.TFLite.Wire;

/// <summary>One field of a table that is being written.</summary>
internal abstract record FlatField
{
    private FlatField()
    {
    }

    /// <summary>A number, stored in the table.</summary>
    public sealed record Inline(byte[] Bytes) : FlatField;

    /// <summary>An offset to a <see cref="TableWriter"/>, a string, a list of tables, or a <see cref="FlatBlob"/>.</summary>
    /// <param name="Target">What it is.</param>
    /// <param name="IsShared">Whether others may refer to the same table, which then comes behind all of them.</param>
    public sealed record Reference(object Target, bool IsShared = false) : FlatField;
}

/// <summary>A vector of numbers.</summary>
/// <param name="Data">All bytes.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Alignment">Of the first element.</param>
/// <param name="IsShared">
/// Written once for all fields that refer to an equal one; else it is large, compared with none, and written last, from where it lies.
/// </param>
internal sealed record FlatBlob(ReadOnlyMemory<byte> Data, int Count, int Alignment, bool IsShared);
