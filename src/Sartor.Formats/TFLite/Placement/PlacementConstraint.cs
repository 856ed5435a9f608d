using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.TFLite.Conformance;

namespace Sartor.Formats.TFLite.Placement;

/// <summary>A line of <c>constraints.txt</c>: what a target asks of some operators.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Operators">Names of the operators; null for all.</param>
/// <param name="Rule">What it asks.</param>
/// <param name="Option">The option that the rule speaks of; null for other rules.</param>
/// <param name="Numbers">Its numbers.</param>
internal sealed record PlacementConstraint(
    string Target, IReadOnlyList<string>? Operators, string Rule, string? Option, IReadOnlyList<long> Numbers)
{
    private const string FusedActivation = "fused_activation_function";

    private static readonly string[] Activations = ["none", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"];

    public static PlacementConstraint Parse(string line)
    {
        var words = line.Split(' ');
        var hasOption = words[2] is "at-most" or "equals";
        return new PlacementConstraint(
            words[0], words[1] == "*" ? null : words[1].Split(','), words[2], hasOption ? words[3] : null,
            [.. words.Skip(hasOption ? 4 : 3).Select(w => long.Parse(w, CultureInfo.InvariantCulture))]);
    }

    /// <summary>Why an operator does not meet it, and what to change; null where it does.</summary>
    public (string Reason, string Advice)? Problem(CheckedOperator op)
    {
        if (Operators is not null && !Operators.Contains(op.Raw.Type)) return null;
        return Rule switch
        {
            "rank-at-most" => Data(
                op, t => t.Extents.Length > Numbers[0], t => $"has rank {t.Extents.Length}, and the target takes at most {Numbers[0]}",
                "reshape it to fewer axes"),
            "rank-between" => Data(
                op, t => t.Extents.Length < Numbers[0] || t.Extents.Length > Numbers[1],
                t => $"has rank {t.Extents.Length}, and the target takes {Between}", "reshape it around the operator"),
            "batch-at-most" => Data(
                op, t => t.Extents.Length > 1 && t.Extents[0] > Numbers[0], t => $"has a batch of {t.Extents[0]}, and the target takes "
                + $"{Numbers[0]}", "convert the network with a batch of 1"),
            "extent-at-most" => Data(
                op, t => Array.Exists(t.Extents, e => e > Numbers[0]), _ => $"has an extent above {Numbers[0]}", "split the tensor"),
            "static" => Data(
                op, t => t.IsOpen, _ => "has an extent that is known only at run time", "convert the network with fixed shapes"),
            "has-bias" => Input(op) is not null ? null : ("it has no bias", "give it a bias of zeros"),
            "constant" => Input(op) is null or { IsConstant: true }
                ? null
                : ($"input {Numbers[0]} '{Input(op)!.Name}' is computed", "make it a constant of the file"),
            "ones" => Input(op) is not { } ones || (ones.IsConstant && IsOne(ones))
                ? null
                : ($"'{ones.Name}' is not 1 along each axis", "slice in steps of 1"),
            "inputs" => Count(op.Inputs.Count, "inputs", "join them in several steps"),
            "outputs" => Count(op.Outputs.Count, "outputs", "split in several steps"),
            "activation" => Activation(op),
            "at-most" => Option is { } most && op.Raw.Has(most) && op.Raw.Int(most) > Numbers[0]
                ? ($"{most} is {op.Raw.Int(most)}, and the target takes at most {Numbers[0]}", "use several smaller steps")
                : null,
            "equals" => Option is { } option && op.Raw.Int(option, 0) != Numbers[0]
                ? ($"{option} is {op.Raw.Int(option, 0)}, and the target takes {Numbers[0]}", "use the other form of the operator")
                : null,
            _ => throw new InvalidOperationException($"'{Rule}' is no rule"),
        };
    }

    private string Between => Numbers[0] == Numbers[1] ? $"{Numbers[0]}" : $"{Numbers[0]} to {Numbers[1]}";

    private static (string, string)? Data(
        CheckedOperator op, Func<CheckedTensor, bool> isBad, Func<CheckedTensor, string> words, string advice) =>
        op.Tensors.FirstOrDefault(t => !t.IsConstant && isBad(t)) is { } bad ? ($"'{bad.Name}' {words(bad)}", advice) : null;

    private CheckedTensor? Input(CheckedOperator op) => Numbers[0] < op.Inputs.Count ? op.Inputs[(int)Numbers[0]] : null;

    private (string, string)? Count(int count, string what, string advice) =>
        count >= Numbers[0] && count <= Numbers[1] ? null : ($"it has {count} {what}, and the target takes {Between}", advice);

    private (string, string)? Activation(CheckedOperator op)
    {
        var code = op.Raw.Has(FusedActivation) ? op.Raw.Int(FusedActivation) : 0;
        if (Numbers.Contains(code)) return null;
        var name = code >= 0 && code < Activations.Length ? Activations[code] : $"{code}";
        return ($"the activation {name} is fused into it", "write the activation as an operator of its own");
    }

    private static bool IsOne(CheckedTensor tensor) => tensor.Element == ElementType.Int32
        && tensor.Data.Length % 4 == 0 && !MemoryMarshal.Cast<byte, int>(tensor.Data.Span).ContainsAnyExcept(1);
}
