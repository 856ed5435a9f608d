namespace Sartor.Core;

/// <summary>How much a <see cref="Diagnostic"/> matters.</summary>
public enum Severity
{
    /// <summary>Good to know; nothing to do.</summary>
    Note,
    /// <summary>The result stands, with a reservation that the text names.</summary>
    Warning,
    /// <summary>The thing it speaks of is not usable.</summary>
    Error,
}

/// <summary>Something that a user should know about a result. An expected outcome is a value, not an exception.</summary>
/// <param name="Code">Stable identifier in kebab-case, e.g. <c>noisy-series</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Message">One or two sentences: what, where, and what to do.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message)
{
    public static Diagnostic Note(string code, string message) => new(code, Severity.Note, message);

    public static Diagnostic Warning(string code, string message) => new(code, Severity.Warning, message);

    public static Diagnostic Error(string code, string message) => new(code, Severity.Error, message);
}
