using System.Globalization;
using Sartor.Core;

namespace Sartor.Formats.Placement;

/// <summary>A line of a <c>constraints.txt</c>: what a target asks of some operators.</summary>
/// <param name="Target">Name of the target.</param>
/// <param name="Operators">Names of the operators; null for all.</param>
/// <param name="Rule">What it asks.</param>
/// <param name="Option">The option that the rule speaks of; null for other rules.</param>
/// <param name="Words">What follows it.</param>
/// <param name="Numbers">Those of the words that are integers.</param>
internal sealed record PlacementConstraint(
    string Target, IReadOnlyList<string>? Operators, string Rule, string? Option, IReadOnlyList<string> Words, IReadOnlyList<long> Numbers)
{
    private const string FusedActivation = "fused_activation_function";

    private static readonly string[] Activations = ["none", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"];

    private static readonly string[] WithOption =
        ["at-most", "equals", "is", "is-where", "number", "all", "without", "constant-unless"];

    public static PlacementConstraint Parse(string line)
    {
        var words = line.Split(' ');
        var hasOption = WithOption.Contains(words[2]);
        string[] rest = [.. words.Skip(hasOption ? 4 : 3)];
        var numbers = rest.Select(w => long.TryParse(w, CultureInfo.InvariantCulture, out var number) ? number : (long?)null);
        return new PlacementConstraint(
            words[0], words[1] == "*" ? null : words[1].Split(','), words[2], hasOption ? words[3] : null, rest,
            [.. numbers.OfType<long>()]);
    }

    /// <summary>Why an operator does not meet it, and what to change; null where it does.</summary>
    public (string Reason, string Advice)? Problem(PlacedOperator op)
    {
        if (Operators is not null && !Operators.Contains(op.Raw.QualifiedType)) return null;
        return OfTensors(op) is { IsKnown: true } found ? found.Problem : OfOptions(op);
    }

    private (bool IsKnown, (string, string)? Problem) OfTensors(PlacedOperator op) => Rule switch
    {
        "rank-at-most" => (true, Data(
            op, t => t.Extents?.Count > Numbers[0], t => $"has rank {t.Extents!.Count}, and the target takes at most {Numbers[0]}",
            "reshape it to fewer axes")),
        "rank-between" => (true, Data(
            op, t => t.Extents is { } e && (e.Count < Numbers[0] || e.Count > Numbers[1]),
            t => $"has rank {t.Extents!.Count}, and the target takes {Between}", "reshape it around the operator")),
        "batch-at-most" => (true, Data(
            op, t => t.Extents?.Count > 1 && t.Extents[0] > Numbers[0], t => $"has a batch of {t.Extents![0]}, and the target takes "
            + $"{Numbers[0]}", "convert the network with a batch of 1")),
        "extent-at-most" => (true, Data(
            op, t => t.Extents?.Any(e => e > Numbers[0]) == true, _ => $"has an extent above {Numbers[0]}", "split the tensor")),
        "input-extent-at-most" => (true, Inputs(
            op, t => t.Extents?.Any(e => e > Numbers[0]) == true, _ => $"has an extent above {Numbers[0]}", "split the tensor")),
        "input-rank-at-most" => (true, Inputs(
            op, t => t.Extents?.Count > Numbers[0], t => $"has rank {t.Extents!.Count}, and the target takes at most {Numbers[0]}",
            "reshape it to fewer axes")),
        "input-rank-at-least" => (true, op.Input(Numbers[0]) is { Extents: { } few } input && few.Count < Numbers[1]
            ? ($"'{input.Name}' has rank {few.Count}, and the target takes {Numbers[1]} and more", "give it one more axis")
            : null),
        "static" => (true, Data(
            op, t => t.IsOpen, _ => "has an extent that is known only at run time", "export the network with fixed shapes")),
        "static-inputs" => (true, Inputs(
            op, t => t.IsOpen, _ => "has an extent that is known only at run time", "export the network with fixed shapes")),
        "shaped" => (true, Inputs(
            op, t => t.Extents is null, _ => "has a shape that the file does not state and Sartor cannot infer",
            "let ONNX's shape inference write the shapes into the file")),
        "inside" => (true, Inputs(
            op, t => t.IsOutside, _ => "lies in another file than the network", "save the model as one file")),
        "has-bias" => (true, op.Input(Numbers[0]) is not null ? null : ("it has no bias", "give it a bias of zeros")),
        "constant" => (true, Numbers.Select(n => Computed(op, n)).FirstOrDefault(p => p is not null)),
        "element" => (true, op.Input(Numbers[0]) is { } typed && !Words.Skip(1).Contains(typed.Element.Label())
            ? ($"'{typed.Name}' is {typed.Element.Label()}, and the target takes {string.Join(" or ", Words.Skip(1))}", "cast it")
            : null),
        "constant-unless-element" => (true, op.Input(Numbers[0])?.Element.Label() == Words[1] ? null : Computed(op, Numbers[0])),
        "ones" => (true, op.Input(Numbers[0]) is not { } ones || (ones.IsConstant && ones.Values()?.All(v => v == 1) == true)
            ? null
            : ($"'{ones.Name}' is not 1 along each axis", "slice in steps of 1")),
        "not-negative" => (true, op.Input(Numbers[0]) is { IsConstant: true } signed && signed.Values()?.Any(v => v < 0) == true
            ? ($"'{signed.Name}' has a negative element", "cut with a slice instead")
            : null),
        "keeps-extents" => (true, Keeps(op, [.. Numbers])),
        "changes-last" => (true, Keeps(op, [.. Enumerable.Range(0, Math.Max(0, Rank(op) - (int)Numbers[0])).Select(a => (long)a)])),
        "inputs" => (true, Count(op.Inputs.Count, "inputs", "join them in several steps")),
        "outputs" => (true, Count(op.Outputs.Count, "outputs", "split in several steps")),
        _ => (false, null),
    };

    private (string, string)? OfOptions(PlacedOperator op) => Rule switch
    {
        "activation" => Activation(op),
        "version-at-least" => op.Raw.Version < Numbers[0]
            ? ($"it is of version {op.Raw.Version}, and the target takes {Numbers[0]} and later", "convert the file to a later version")
            : null,
        "at-most" => op.Raw.Has(Option!) && Value(op, Option!, 0L) > Numbers[0]
            ? ($"{Option} is {Value(op, Option!, 0L)}, and the target takes at most {Numbers[0]}", "use several smaller steps")
            : null,
        "equals" => Numbers.Contains(Value(op, Option!, 0L))
            ? null
            : ($"{Option} is {Value(op, Option!, 0L)}, and the target takes {string.Join(" or ", Numbers)}", Form),
        "number" => Value(op, Option!, (float)Numbers[0]) != Numbers[0]
            ? ($"{Option} is {Quantity.Number(Value(op, Option!, 0f))}, and the target takes {Numbers[0]}",
                "multiply in an operator of its own")
            : null,
        "all" => Value(op, Option!, EquatableArray.Create<long>([])).FirstOrDefault(v => v != Numbers[0], Numbers[0]) is var bad
            && bad != Numbers[0]
                ? ($"{Option} has {bad}, and the target takes {Numbers[0]}", Form)
                : null,
        "is" => Is(op, Option!, Words[0], Words.Skip(1)),
        // OPTION VALUE: where that option has that value (the first is its default), the next option has one of the words.
        "is-where" => Value(op, Option!, Words[0]) == Words[1] ? Is(op, Words[2], Words[3], Words.Skip(4)) : null,
        "without" => op.Raw.Has(Option!) ? ($"it has {Option}, which the target does not take", Form) : null,
        "constant-unless" => Value(op, Option!, 0L) == Numbers[0] ? null : Computed(op, Numbers[1]),
        "undilated-groups" => Value(op, "group", 1L) != 1 && op.Input(1)?.Extents is [_, not 1, ..]
            && Value(op, "dilations", EquatableArray.Create<long>([])).Any(d => d != 1)
                ? ("it has groups and dilations at once", "split it into convolutions of one group")
                : null,
        _ => throw new InvalidOperationException($"'{Rule}' is not a rule"),
    };

    private const string Form = "use the other form of the operator";

    private string Between => Numbers[0] == Numbers[1] ? $"{Numbers[0]}" : $"{Numbers[0]} to {Numbers[1]}";

    private static int Rank(PlacedOperator op) => op.Input(0)?.Extents?.Count ?? 0;

    // An option of another type than the operator has makes the file unreadable elsewhere; here it counts as left out.
    private static T Value<T>(PlacedOperator op, string option, T fallback) =>
        op.Raw.Attributes.TryGetValue(option, out var value) && value is T typed ? typed : fallback;

    private static (string, string)? Is(PlacedOperator op, string option, string fallback, IEnumerable<string> allowed) =>
        Value(op, option, fallback) is var text && !allowed.Contains(text)
            ? ($"{option} is {text}, and the target takes {string.Join(" or ", allowed)}", Form)
            : null;

    private static (string, string)? Data(
        PlacedOperator op, Func<PlacedTensor, bool> isBad, Func<PlacedTensor, string> words, string advice) =>
        op.Data.FirstOrDefault(isBad) is { } bad ? ($"'{bad.Name}' {words(bad)}", advice) : null;

    private static (string, string)? Inputs(
        PlacedOperator op, Func<PlacedTensor, bool> isBad, Func<PlacedTensor, string> words, string advice) =>
        op.Inputs.OfType<PlacedTensor>().FirstOrDefault(isBad) is { } bad ? ($"'{bad.Name}' {words(bad)}", advice) : null;

    private static (string, string)? Computed(PlacedOperator op, long number) => op.Input(number) is null or { IsConstant: true }
        ? null
        : ($"input {number} '{op.Input(number)!.Name}' is computed", "make it a constant of the file");

    private static (string, string)? Keeps(PlacedOperator op, IReadOnlyList<long> axes)
    {
        if (op.Input(0)?.Extents is not { } before || op.Outputs is not [{ Extents: { } after }, ..]) return null;
        foreach (var axis in axes)
        {
            if (axis < before.Count && axis < after.Count && before[(int)axis] != after[(int)axis])
                return ($"it changes axis {axis}, and the target changes only the last two", "change that axis in an operator of its own");
        }
        return null;
    }

    private (string, string)? Count(int count, string what, string advice) =>
        count >= Numbers[0] && count <= Numbers[1]
            ? null
            : ($"it has {count} {what}, and the target takes {Between}",
                count < Numbers[0] ? "write those out that may be left out" : advice);

    private (string, string)? Activation(PlacedOperator op)
    {
        var code = Value(op, FusedActivation, 0L);
        if (Numbers.Contains(code)) return null;
        var name = code >= 0 && code < Activations.Length ? Activations[code] : $"{code}";
        return ($"the activation {name} is fused into it", "write the activation as an operator of its own");
    }
}
