using System.Collections.Frozen;
using System.Globalization;

namespace Sartor.Formats.TFLite.Conformance;

/// <summary>What an operator asks of the parameters of its tensors.</summary>
internal enum RuleKind
{
    /// <summary>Each tensor has parameters of its own.</summary>
    Free,
    /// <summary>All that hold data have the same.</summary>
    Same,
    /// <summary>Symmetric weights and a bias in steps of their product with the input's.</summary>
    Weighted,
    /// <summary>The output holds [0, 1).</summary>
    Unit,
    /// <summary>The output holds [−1, 1).</summary>
    SignedUnit,
    /// <summary>The output holds (−16, 0].</summary>
    Logarithm,
    /// <summary>Free, within what the kernel's multipliers hold.</summary>
    Sum,
}

/// <summary>A line of <c>specification.txt</c>.</summary>
/// <param name="Operator">Name in the schema.</param>
/// <param name="Kind">What it asks.</param>
/// <param name="Input">Index of the input that holds data, of a weighted operator.</param>
/// <param name="Weights">Index of its weights.</param>
/// <param name="Bias">Index of its bias.</param>
/// <param name="Axis">The axis of the weights that scales run along.</param>
internal sealed record ConformanceRule(string Operator, RuleKind Kind, int Input, int Weights, int Bias, int Axis)
{
    private static readonly Lazy<FrozenDictionary<string, ConformanceRule>> Table = new(Load);

    /// <summary>The rule of an operator; null where the specification has none.</summary>
    public static ConformanceRule? Find(string name) => Table.Value.GetValueOrDefault(name);

    private static FrozenDictionary<string, ConformanceRule> Load()
    {
        const string name = "Sartor.Formats.TFLite.Conformance.specification.txt";
        using var stream = typeof(ConformanceRule).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var rules = new List<ConformanceRule>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) rules.Add(Parse(line.Split(' ')));
        }
        return rules.ToFrozenDictionary(r => r.Operator, StringComparer.Ordinal);
    }

    private static ConformanceRule Parse(string[] words)
    {
        var numbers = words.Skip(2).Select(w => int.Parse(w, CultureInfo.InvariantCulture)).ToArray();
        var kind = words[1] switch
        {
            "free" => RuleKind.Free,
            "same" => RuleKind.Same,
            "weighted" => RuleKind.Weighted,
            "unit" => RuleKind.Unit,
            "signed-unit" => RuleKind.SignedUnit,
            "logarithm" => RuleKind.Logarithm,
            "sum" => RuleKind.Sum,
            _ => throw new InvalidOperationException($"'{words[1]}' is not a rule"),
        };
        return kind == RuleKind.Weighted
            ? new ConformanceRule(words[0], kind, numbers[0], numbers[1], numbers[2], numbers[3])
            : new ConformanceRule(words[0], kind, 0, -1, -1, 0);
    }
}
