using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>Writes attributes as the options of an operator; what is missing has the default of the schema.</summary>
internal static class TFLiteOptionsWriter
{
    /// <exception cref="InvalidOperationException">An attribute is not in the table.</exception>
    public static TableWriter Write(OptionsTable options, RawNode raw)
    {
        foreach (var name in raw.Attributes.Keys)
        {
            if (options.Fields.All(f => f.Name != name))
                throw new InvalidOperationException($"{raw.Type}: {options.Name} has no field '{name}'");
        }
        var table = new TableWriter();
        for (var slot = 0; slot < options.Fields.Count; slot++)
        {
            if (raw.Has(options.Fields[slot].Name)) Write(table, slot, options.Fields[slot], raw);
        }
        return table;
    }

    private static void Write(TableWriter table, int slot, OptionField field, RawNode raw)
    {
        var name = field.Name;
        switch (field.Type)
        {
            case OptionType.Boolean:
                table.Scalar(slot, (byte)(raw.Int(name) != 0 ? 1 : 0), (byte)field.Default);
                break;
            case OptionType.Byte:
                table.Scalar(slot, checked((sbyte)raw.Int(name)), (sbyte)field.Default);
                break;
            case OptionType.Int32:
                table.Scalar(slot, checked((int)raw.Int(name)), (int)field.Default);
                break;
            case OptionType.UInt32:
                table.Scalar(slot, checked((uint)raw.Int(name)), (uint)field.Default);
                break;
            case OptionType.Int64:
                table.Scalar(slot, raw.Int(name), field.Default);
                break;
            case OptionType.Float:
                table.Scalar(slot, raw.Float(name), (float)field.Default);
                break;
            case OptionType.String:
                table.String(slot, raw.String(name));
                break;
            case OptionType.Int32s:
                table.Vector<int>(slot, [.. raw.Ints(name).Select(v => checked((int)v))]);
                break;
            case OptionType.Floats:
                table.Vector(slot, raw.Floats(name).AsSpan());
                break;
            default:
                throw new InvalidOperationException($"{field.Type} cannot be written");
        }
    }
}
