namespace Sartor.Results.Records;

/// <summary>
/// What a verb writes with <c>--json</c>. Each such record has a JSON Schema in docs/schemas and a table of its fields in docs, both made
/// from its doc comments by tests that find the records by this interface.
/// </summary>
public interface IResultDocument
{
    /// <summary>
    /// The value of <see cref="Schema"/> that this code writes: <c>sartor.</c>, the verb, <c>/</c> and a number, which rises when a reader
    /// of the old document would misread the new one; a new field alone does not raise it.
    /// </summary>
    static abstract string CurrentSchema { get; }

    /// <summary>Which fields to expect.</summary>
    string Schema { get; }
}
