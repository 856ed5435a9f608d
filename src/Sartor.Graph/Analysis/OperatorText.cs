using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Analysis;

/// <summary>An operator with its attributes as text: equal exactly when the operators are.</summary>
internal static class OperatorText
{
    public static string Of(Operator op) => op is OpaqueOperator { Raw: var raw }
        ? $"{raw.Format} {raw.QualifiedType} {Of(raw.Attributes)}"
        : $"{op.GetType().Name} {op}";

    private static string Of(IReadOnlyDictionary<string, object> attributes) =>
        string.Join("; ", attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key} = {Of(a.Value)}"));

    private static string Of(object value) => value switch
    {
        Tensor tensor => $"{tensor.Type} {Sha256.Hex(tensor.Data.Span)}",
        ReadOnlyMemory<byte> bytes => Sha256.Hex(bytes.Span),
        string text => $"\"{text}\"",
        _ => $"{value}",
    };
}
