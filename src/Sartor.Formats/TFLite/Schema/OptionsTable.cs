namespace Sartor.Formats.TFLite.Schema;

/// <summary>A table of the union BuiltinOptions.</summary>
/// <param name="Code">Number in the union.</param>
/// <param name="Name">Name in the schema.</param>
/// <param name="Fields">Fields; the index is the slot.</param>
internal sealed record OptionsTable(byte Code, string Name, IReadOnlyList<OptionField> Fields);

/// <summary>A field of an options table.</summary>
/// <param name="Name">Name in the schema, and of the attribute.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="Default">The value of a number that is not stored.</param>
internal sealed record OptionField(string Name, OptionType Type, long Default);

/// <summary>How an option is stored.</summary>
internal enum OptionType
{
    Boolean,
    Byte,
    Int32,
    UInt32,
    Int64,
    Float,
    String,
    Int32s,
    Floats,
}
