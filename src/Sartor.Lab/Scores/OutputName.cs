namespace Sartor.Lab.Scores;

/// <summary>Which output a score reads: <c>top1</c> the first, <c>top1@logits</c> the one of that name.</summary>
internal static class OutputName
{
    public static string Join(string score, string? output) => output is null ? score : $"{score}@{output}";

    /// <summary>The title of a score, with the output where that is not the first.</summary>
    public static string Of(string title, string? output) => output is null ? title : $"{title} of '{output}'";

    /// <summary>The output; null with the reason where the network has none of that name.</summary>
    public static ModelOutput? Find(IReadOnlyList<ModelOutput> outputs, string? name, out string? refusal)
    {
        var found = name is null ? (outputs.Count > 0 ? outputs[0] : null) : outputs.FirstOrDefault(output => output.Name == name);
        refusal = found is not null ? null
            : $"reads the output '{name}', and the model has {string.Join(", ", outputs.Select(output => $"'{output.Name}'"))}";
        return found;
    }

    /// <summary>The output of a network that <see cref="IScore.Refusal"/> let through.</summary>
    public static ModelOutput Get(IReadOnlyList<ModelOutput> outputs, string? name) =>
        Find(outputs, name, out var refusal) ?? throw new ArgumentException($"the score {refusal}", nameof(outputs));
}
