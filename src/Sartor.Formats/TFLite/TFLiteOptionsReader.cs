using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;

namespace Sartor.Formats.TFLite;

/// <summary>Reads the options of an operator as attributes, named as in the schema.</summary>
internal static class TFLiteOptionsReader
{
    /// <summary>Attribute that holds the bytes of a custom operator's options.</summary>
    public const string CustomOptions = "custom_options";

    /// <summary>Attribute that says which table of the second union (StableHLO) is there; Sartor does not read it.</summary>
    public const string Options2Type = "builtin_options_2_type";

    /// <summary>
    /// The options of a builtin operator with defaults filled in; empty where the file has none, or has those of another operator,
    /// which the runtime takes as none.
    /// </summary>
    public static Dictionary<string, object> Read(FlatTable op, TFLiteOperator type)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal);
        if (op.Scalar<byte>(Slots.Operator.Options2Type) is var second and not 0) attributes[Options2Type] = (long)second;
        if (type.Options is not { } options || op.Scalar<byte>(Slots.Operator.OptionsType) != options.Code) return attributes;
        if (op.Table(Slots.Operator.Options) is not { } table) return attributes;
        for (var slot = 0; slot < options.Fields.Count; slot++)
            attributes[options.Fields[slot].Name] = Value(table, slot, options.Fields[slot]);
        return attributes;
    }

    private static object Value(FlatTable table, int slot, OptionField field) => field.Type switch
    {
        OptionType.Boolean => table.Scalar(slot, (byte)field.Default) != 0 ? 1L : 0L,
        OptionType.Byte => (long)table.Scalar(slot, (sbyte)field.Default),
        OptionType.Int32 => (long)table.Scalar(slot, (int)field.Default),
        OptionType.UInt32 => (long)table.Scalar(slot, (uint)field.Default),
        OptionType.Int64 => table.Scalar(slot, field.Default),
        OptionType.Float => table.Scalar(slot, (float)field.Default),
        OptionType.String => table.String(slot) ?? "",
        OptionType.Int32s => table.Vector<int>(slot).ToInt64s<int>().ToEquatableArray(),
        OptionType.Floats => table.Vector<float>(slot).ToArray<float>().ToEquatableArray(),
        _ => throw new InvalidOperationException($"{field.Type} cannot be read"),
    };
}
