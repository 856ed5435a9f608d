namespace Sartor.Results.Records;

/// <summary>The command that made a result, so that it can be made again.</summary>
public sealed record RunCommand
{
    /// <summary>The command line as it was given, quoted for a shell.</summary>
    public required string Line { get; init; }

    /// <summary>
    /// Every option that had a value, by name: from the command line, from a configuration file, or by default. Several values of an option
    /// are separated by a blank.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }
}
