using Sartor.Core;
using Sartor.Formats.TFLite.Schema;
using Sartor.Formats.TFLite.Wire;
using Sartor.Graph.Ir;

namespace Sartor.Formats.TFLite;

/// <summary>Reads operators into raw nodes.</summary>
internal sealed class TFLiteOperatorReader(string file, FlatVector codes, TFLiteTensorReader tensors)
{
    private readonly (TFLiteOperator Type, string? Custom, int Version)?[] _codes =
        new (TFLiteOperator, string?, int)?[Math.Min(codes.Count, TFLiteLimits.Operators)];

    /// <summary>The raw node of an operator.</summary>
    /// <param name="table">The table Operator.</param>
    /// <param name="number">Its number in the subgraph, for messages.</param>
    public RawNode Read(FlatTable table, int number)
    {
        var index = table.Scalar<uint>(Slots.Operator.OpcodeIndex);
        if (index >= _codes.Length)
            throw new ModelFormatException(
                file, Place(number), $"refers to operator code {index} of {codes.Count}; the file is truncated or damaged, get it again");
        var (type, custom, version) = _codes[index] ??= Code(codes.Table((int)index), number);
        var attributes = TFLiteOptionsReader.Read(table, type);
        if (custom is null) return new RawNode("tflite", "", type.Name, version, attributes);
        var options = table.Scalar<ulong>(Slots.Operator.LargeCustomOptionsOffset) is var offset and > 1
            ? tensors.Outside(offset, table.Scalar<ulong>(Slots.Operator.LargeCustomOptionsSize), Place(number))
            : table.Vector<byte>(Slots.Operator.CustomOptions).Memory;
        attributes[TFLiteOptionsReader.CustomOptions] = options;
        return new RawNode("tflite", "custom", custom, version, attributes);
    }

    private (TFLiteOperator Type, string? Custom, int Version) Code(FlatTable table, int number)
    {
        // Old files have only the byte; new ones put a placeholder there for codes that do not fit.
        var code = Math.Max(
            table.Scalar<sbyte>(Slots.OperatorCode.DeprecatedBuiltinCode), table.Scalar<int>(Slots.OperatorCode.BuiltinCode));
        var type = TFLiteSchema.Operator(code) ?? new TFLiteOperator(code, $"BUILTIN_{code}", null, []);
        var custom = code == TFLiteOperator.Custom ? table.String(Slots.OperatorCode.CustomCode) ?? "" : null;
        if (code < 0)
            throw new ModelFormatException(
                file, Place(number), $"operator code {code} is negative; the file is damaged, get it again");
        return (type, custom is "" ? "unnamed" : custom, table.Scalar(Slots.OperatorCode.Version, 1));
    }

    private static string Place(int number) => $"operator {number}";
}
