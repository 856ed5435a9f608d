namespace Sartor.Core;

/// <summary>
/// Input or surroundings that cannot be used. The message is one sentence for the user: it names the file, the place in it, and
/// what to do. The command line prints it and ends with exit code 2, or 3 for an <see cref="EngineException"/>.
/// </summary>
public abstract class SartorException : Exception
{
    private const int LongestMessage = 2000;

    private protected const int LongestList = 12_000;

    private protected SartorException(string message, Exception? inner = null, int longest = LongestMessage)
        : base(OneLine(message, longest), inner)
    {
    }

    // Names in a file can hold anything: a terminal gets neither line breaks nor escape sequences, nor a name of a megabyte. Hidden
    // folders are Sartor's own business: the sentence names the place that the user gave.
    private protected static string OneLine(string message, int longest = LongestMessage)
    {
        var shown = StagedOutput.Shown(message);
        return PrintableText.OfLine(shown.Length <= longest ? shown : $"{shown.AsSpan(0, longest - 2)}….");
    }
}

/// <summary>A model file that is damaged, hostile, or not of the format that it claims.</summary>
/// <param name="file">The file as the user named it.</param>
/// <param name="place">Where in it: an offset, a node, a tensor; null for the whole file.</param>
/// <param name="problem">What is wrong, and what to do; no full stop.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class ModelFormatException(string file, string? place, string problem, Exception? inner = null)
    : SartorException(place is null ? $"{file}: {problem}." : $"{file}: {place}: {problem}.", inner)
{
    public string File { get; } = file;

    public string? Place { get; } = place;

    public string Problem { get; } = problem;
}

/// <summary>A data set that cannot be used: images, labels, arrays, preprocessing.</summary>
public sealed class DataSetException(string file, string problem, Exception? inner = null) : SartorException($"{file}: {problem}.", inner);

/// <summary>An option or configuration value that is invalid, alone or with the others.</summary>
/// <param name="option">Its name, as the caller of a library knows it or with the dashes of the command line.</param>
/// <param name="problem">What is wrong, and what to do; no full stop.</param>
public sealed class OptionException(string option, string problem) : SartorException($"{option}: {problem}.")
{
    public string Option { get; } = option;

    public string Problem { get; } = OneLine(problem);
}

/// <summary>A device that cannot be reached, or does not speak the worker protocol.</summary>
public sealed class DeviceException(string address, string problem) : SartorException($"{address}: {problem}.");

/// <summary>A result that could not be written; nothing half-written is left.</summary>
/// <param name="file">The file or folder that was to be written.</param>
/// <param name="problem">What is wrong, and what to do; no full stop.</param>
/// <param name="inner">What was caught, if anything.</param>
public sealed class OutputException(string file, string problem, Exception? inner = null) : SartorException($"{file}: {problem}.", inner)
{
    public string File { get; } = file;

    public string Problem { get; } = problem;
}

/// <summary>An engine or native part that is missing on this machine, or failed in a way that is not a trial's outcome.</summary>
public sealed class EngineException(string engine, string problem, Exception? inner = null)
    : SartorException($"{engine}: {problem}.", inner)
{
    /// <summary>What is wrong, without the engine's name and without a full stop.</summary>
    public string Problem { get; } = OneLine(problem);
}

/// <summary>A result of an earlier run that cannot be read.</summary>
public sealed class ResultFormatException(string file, string problem, Exception? inner = null) : SartorException($"{file}: {problem}.",
    inner);
