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
    public sealed record Reference(object Target) : FlatField;
}

/// <summary>A vector of numbers.</summary>
/// <param name="Data">All bytes.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Alignment">Of the first element.</param>
/// <param name="AtEnd">Written after all tables, from where it lies, and once however many fields refer to it.</param>
internal sealed record FlatBlob(ReadOnlyMemory<byte> Data, int Count, int Alignment, bool AtEnd);
