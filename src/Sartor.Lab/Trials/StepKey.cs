using System.Globalization;
using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>
/// Everything that a step's outcome depends on, one <c>key=value</c> line each; backslash and line end of a value are escaped. Its hash
/// names the step: the same step has the same id on every run, and changing any value gives another one.
/// </summary>
/// <param name="Text">The lines.</param>
public sealed record StepKey(string Text)
{
    /// <param name="form">Which keys follow, with a number that rises when their meaning changes.</param>
    public static StepKey Of(string form) => new StepKey("").With("form", form);

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8: 64 lower-case hexadecimal digits.</summary>
    public string Id => Sha256.Hex(Text);

    /// <summary>The lines without their ends, in order.</summary>
    public IReadOnlyList<string> Lines => Text.Split('\n')[..^1];

    /// <summary>The value of the first line of a name; null where there is none.</summary>
    public string? Value(string key) => Lines.FirstOrDefault(line => line.StartsWith($"{key}=", StringComparison.Ordinal)) is { } line
        ? Plain(line[(key.Length + 1)..])
        : null;

    /// <summary>The key of these <see cref="Lines"/>.</summary>
    public static StepKey FromLines(IEnumerable<string> lines) => new(string.Concat(lines.Select(line => $"{line}\n")));

    /// <summary>The key with one line more.</summary>
    /// <param name="key">Letters and hyphens.</param>
    /// <param name="value">Any text; null adds no line, so that nothing and an empty text are told apart.</param>
    public StepKey With(string key, string? value) => value is null ? this : new StepKey($"{Text}{key}={Escaped(value)}\n");

    /// <summary>The key with a number, as invariant text that reads back as the same number; null adds no line.</summary>
    public StepKey With(string key, IFormattable? value) => With(key, value?.ToString(null, CultureInfo.InvariantCulture));

    private static string Plain(string escaped) => string.Join(
        '\\', escaped.Split("\\\\").Select(part => part.Replace("\\n", "\n", StringComparison.Ordinal)));

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
