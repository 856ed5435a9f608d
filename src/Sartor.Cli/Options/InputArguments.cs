using System.CommandLine;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;

namespace Sartor.Cli.Options;

/// <summary>The options that say what a model is fed: data, labels, preprocessing, shapes.</summary>
internal sealed class InputArguments
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Samples, preferably labelled: a folder of images, a dataset.yaml, IDX, .npy, .npz or CSV",
        HelpName = "path",
    };
    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "File with the labels, if the data does not contain them",
        HelpName = "path",
    };
    private readonly Option<string[]> _scores = new("--score")
    {
        Description =
            "Scores: top1, top5, mae or rmse, also of a named output, such as top1@logits; the first one decides (default: by the data)",
        HelpName = "names",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<string[]> _shapes = ModelOptions.InputShapes();
    private readonly PreprocessArguments _preprocess = new();
    private readonly DomainArguments _domains = new();

    /// <summary>Adds data and labels, which users look for first.</summary>
    public void AddDataTo(Command command, bool required)
    {
        _data.Required = required;
        command.Add(_data);
        command.Add(_labels);
    }

    /// <summary>Whether data are named.</summary>
    public bool HasData(ParseResult parsed) => parsed.GetValue(_data) is not null;

    /// <summary>Adds the scores, for verbs that evaluate.</summary>
    public void AddScoresTo(Command command) => command.Add(_scores);

    /// <summary>Adds the ranges of the inputs, for verbs that feed values of their own.</summary>
    public void AddDomainsTo(Command command) => _domains.AddTo(command);

    /// <summary>Adds the preprocessing alone, for verbs that name shapes by themselves.</summary>
    public void AddPreprocessTo(Command command) => _preprocess.AddTo(command);

    /// <summary>Adds the rest.</summary>
    public void AddTo(Command command)
    {
        AddPreprocessTo(command);
        command.Add(_shapes);
    }

    /// <summary>What they say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="modelPath">The model.</param>
    /// <param name="takesPixels">Preprocessing has something to do without data.</param>
    /// <exception cref="OptionException">A value is invalid, or has nothing to do.</exception>
    public InputOptions Read(ParseResult parsed, string modelPath, bool takesPixels = false) =>
        Read(parsed, modelPath, takesPixels, isScript: false);

    /// <summary>The same for a verb that runs TorchScript as it is where one of these engines does.</summary>
    /// <exception cref="OptionException">A value is invalid, or has nothing to do.</exception>
    public InputOptions Read(ParseResult parsed, string modelPath, IReadOnlyList<string> engines) =>
        Read(parsed, modelPath, takesPixels: false, ScriptModel.Runs(modelPath, engines));

    private InputOptions Read(ParseResult parsed, string modelPath, bool takesPixels, bool isScript)
    {
        if (parsed.GetValue(_data) is null)
        {
            if (parsed.GetValue(_labels) is not null) throw new OptionException(_labels.Name, "are labels of data; give --data too");
            if (parsed.GetValue(_scores) is { Length: > 0 }) throw new OptionException(_scores.Name, "is of samples; give --data too");
            if (!takesPixels && _preprocess.Given(parsed) is { } name)
                throw new OptionException(name, "is for images of data; give --data too");
        }
        return Options(parsed, modelPath, isScript);
    }

    private InputOptions Options(ParseResult parsed, string modelPath, bool isScript)
    {
        var shapes = parsed.GetValue(_shapes) ?? [];
        return new()
        {
            ModelPath = modelPath,
            DataPath = parsed.GetValue(_data),
            LabelsPath = parsed.GetValue(_labels),
            Scores = [.. FitArguments.Names("--score", parsed.GetValue(_scores)).Select(ScoreCatalog.Parse)],
            Preprocess = _preprocess.Read(parsed),
            Domains = _domains.Read(parsed),
            InputShapes = isScript ? new Dictionary<string, Shape>() : ModelOptions.ParseShapes(shapes),
            ScriptInputs = isScript ? [.. shapes.Select(shape => TorchInput.Parse(shape, _shapes.Name))] : null,
        };
    }
}
