using System.CommandLine;
using System.Globalization;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Cli.Options;

/// <summary>What models are converted to, and what their files take.</summary>
internal sealed class TargetArguments
{
    private readonly Option<string?> _target = new("--target")
    {
        Description = $"What to convert to: {string.Join(", ", ConversionTargets.Catalog.All.Select(target => target.Name))} "
            + $"(default: {ConversionTargets.Default.Name})",
        HelpName = "name",
        CompletionSources = { ConversionTargets.Catalog.All.Select(target => target.Name).ToArray() },
    };

    private readonly Option<bool> _keepLayout = new("--keep-layout")
    {
        Description = "Keep the order of the axes of inputs and outputs, with a transpose inside where the target has another",
    };

    private readonly Option<bool> _bake = new("--bake-preprocessing")
    {
        Description = "Take raw pixels as uint8 [N,H,W,3]: mean, standard deviation and order of channels become part of the model",
    };

    private readonly Option<string?> _size = new("--input-size")
    {
        Description = "With --bake-preprocessing: take pictures of this height and width, and resize and crop them in the model",
        HelpName = "height,width",
    };

    private readonly Option<bool> _metadata = new("--metadata")
    {
        Description = "Write metadata for task libraries such as MediaPipe's: how images are fed, and names of classes",
    };

    private readonly Option<string?> _labels = new("--metadata-labels")
    {
        Description = "File with one name a class and line, for --metadata (default: the classes of the data)",
        HelpName = "file",
    };

    public void AddTo(Command command) => command.Add(_target);

    /// <summary>Also <c>--bake-preprocessing</c>, <c>--input-size</c> and <c>--metadata</c>.</summary>
    public void AddWithPixelsTo(Command command)
    {
        AddTo(command);
        command.Add(_bake);
        command.Add(_size);
        command.Add(_metadata);
        command.Add(_labels);
    }

    /// <summary>Also <c>--keep-layout</c>.</summary>
    public void AddWithLayoutTo(Command command)
    {
        AddWithPixelsTo(command);
        command.Add(_keepLayout);
    }

    /// <summary>Whether the file takes raw pixels.</summary>
    public bool BakesPreprocessing(ParseResult parsed) => parsed.GetValue(_bake);

    /// <summary>The size of the pictures that the file takes; null for that of the source.</summary>
    /// <exception cref="OptionException">It is no size, or nothing is made part of the file.</exception>
    public PictureSize? InputSize(ParseResult parsed)
    {
        if (parsed.GetValue(_size) is not { } text) return null;
        if (!BakesPreprocessing(parsed))
            throw new OptionException("--input-size", "has nothing to do: only --bake-preprocessing makes it part of the file");
        return text.Split(',') is [var height, var width]
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var rows)
            && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
            ? new PictureSize(rows, columns)
            : throw new OptionException("--input-size", $"'{text}' is not a size of pictures; write height and width, for example 480,640");
    }

    /// <summary>Whether the file has metadata for task libraries.</summary>
    public bool WritesMetadata(ParseResult parsed) => parsed.GetValue(_metadata) || parsed.GetValue(_labels) is not null;

    /// <summary>The names of classes of a file; empty for none.</summary>
    /// <exception cref="OptionException">The file cannot be read, or has an empty line or none.</exception>
    public IReadOnlyList<string> ClassNames(ParseResult parsed)
    {
        if (parsed.GetValue(_labels) is not { } path) return [];
        string[] names;
        try
        {
            names = [.. File.ReadAllText(path).TrimEnd('\r', '\n').Split('\n').Select(name => name.Trim())];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException("--metadata-labels", $"'{path}' cannot be read: {IoReason.Of(e)}");
        }
        var empty = Array.FindIndex(names, name => name.Length == 0);
        return empty < 0 ? names : throw new OptionException("--metadata-labels", $"'{path}' has no name in line {empty + 1}");
    }

    /// <summary>The files that these options name.</summary>
    public IEnumerable<string> ReadFiles(ParseResult parsed) => new[] { parsed.GetValue(_labels) }.OfType<string>();

    /// <summary>Whether inputs and outputs keep their layout.</summary>
    public bool KeepsLayout(ParseResult parsed) => parsed.GetValue(_keepLayout);

    /// <summary>The target that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="file">The file to write, whose suffix tells where the option is left out; null for none.</param>
    /// <exception cref="OptionException">There is no such target, or none writes such files.</exception>
    public IConversionTarget Read(ParseResult parsed, string? file = null) => parsed.GetValue(_target) is { } name
        ? ConversionTargets.Get(name)
        : file is null ? ConversionTargets.Default : ConversionTargets.OfFile(file);
}
