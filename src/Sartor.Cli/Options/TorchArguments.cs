using System.CommandLine;
using System.CommandLine.Parsing;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.Checkpoints;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Cli.Options;

/// <summary>
/// The options of a PyTorch source, <c>net.py:Net</c> or a TorchScript file, on every verb that reads models: the verb itself is given the
/// exported ONNX file.
/// </summary>
internal sealed class TorchArguments
{
    private const string Shapes = "--input-shape", Engine = "--engine";

    // Verbs that can run a TorchScript file as it is.
    private static readonly string[] s_running = ["bench", "verify"];

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Of a model net.py:Net: the file with its state_dict or checkpoint",
        HelpName = "file",
    };
    private readonly Option<string[]> _arguments = new("--arg")
    {
        Description = "Of a model net.py:Net: an argument of the class, as num_classes=10; repeat it for several",
        HelpName = "name=value",
    };
    private readonly Option<string?> _python = new("--python")
    {
        Description = $"Of a model net.py:Net: the Python that has PyTorch (default: {PythonProgram.Variable}, or the first that has it)",
        HelpName = "file",
    };

    /// <summary>Adds them to a verb that reads models, which one of its options tells.</summary>
    public void AddTo(Command command)
    {
        if (command.Options.All(option => option.Name != Shapes)) return;
        foreach (var option in (ReadOnlySpan<Option>)[_weights, _arguments, _python]) command.Add(option);
    }

    /// <summary>Exports the PyTorch model that a command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="words">Its words.</param>
    /// <param name="cancellation">Ends the export.</param>
    /// <returns>The model, and the words with its ONNX file in its place; null and the same words where there is none.</returns>
    /// <exception cref="SartorException">There is more than one, or it cannot be exported; or an option has nothing to do.</exception>
    public (TorchModel? Model, string[] Words) Export(ParseResult parsed, string[] words, CancellationToken cancellation)
    {
        var (asked, running) = (Named(parsed.CommandResult).ToArray(), Running(parsed));
        string[] named = [.. asked.Where(text => text.IsSource || !running.Contains(text.Text)).Select(text => text.Text).Distinct()];
        if (named.Length > 1) throw new OptionException("model", $"{named[1]} is a second PyTorch model; give one at a time");
        if (named is not [var text])
        {
            Refuse(parsed, _weights, _arguments, _python);
            CheckModels(parsed, running);
            return (null, words);
        }
        if (!TorchSource.TryParse(text, out var script, out var name))
        {
            Refuse(parsed, _weights, _arguments);
            (script, name) = (text, null);
        }
        var inputs = parsed.GetValue<string[]>(Shapes) ?? [];
        var model = TorchModel.Export(
            new TorchSource
            {
                ScriptPath = script,
                Name = name,
                WeightsPath = parsed.GetValue(_weights),
                Inputs = [.. inputs.Select(input => TorchInput.Parse(input, Shapes))],
                Arguments = Arguments(parsed.GetValue(_arguments) ?? []),
                Python = parsed.GetValue(_python),
                Domains = parsed.CommandResult.Command.Options.Any(option => option.Name == "--range")
                    ? DomainArguments.Read(parsed.GetValue<string?>("--range"), parsed.GetValue<string[]>("--input"))
                    : DomainOptions.None,
            },
            cancellation);
        return (model, [.. Exported(words, text, model.Path, running.Contains(text))]);
    }

    // A shape without a name is what a PyTorch model takes: a file of weights is named as what it is before its shape is.
    private static void CheckModels(ParseResult parsed, string[] running)
    {
        if (parsed.CommandResult.Command.Options.All(option => option.Name != Shapes)
            || (parsed.GetValue<string[]>(Shapes) ?? []).All(shape => shape.Contains('=', StringComparison.Ordinal))) return;
        foreach (var word in parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens))
            if (!running.Contains(word.Value) && File.Exists(word.Value)) _ = ModelFormats.FormatOf(word.Value);
    }

    private static void Refuse(ParseResult parsed, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option) is not null)
                throw new OptionException(option.Name, "is for a PyTorch model; name its file and class, as net.py:Net");
        }
    }

    // The model of a verb, or --source.
    private static IEnumerable<(string Text, bool IsSource)> Named(CommandResult command) => command.Children
        .Where(child => child is ArgumentResult || child is OptionResult { Option.Name: "--source" })
        .SelectMany(child => child.Tokens.Select(token => (token.Value, child is OptionResult)))
        .Where(text => Checkpoint.DetectScript(text.Value) || (TorchSource.TryParse(text.Value, out _, out _) && !ModelExists(text.Value)));

    // The models that the engine of TorchScript is to run as they are.
    private static string[] Running(ParseResult parsed)
    {
        if (!s_running.Contains(parsed.CommandResult.Command.Name)) return [];
        var engines = FitArguments.Names(Engine, parsed.GetValue<string[]>(Engine));
        return [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(child => child.Tokens.Select(token => token.Value))
            .Where(text => ScriptModel.Runs(text, engines))];
    }

    // Whatever a file is called, it is one.
    private static bool ModelExists(string path) => path.Contains(':', StringComparison.Ordinal) && File.Exists(path);

    private static Dictionary<string, string> Arguments(string[] given)
    {
        var arguments = new Dictionary<string, string>();
        foreach (var text in given)
        {
            var separator = text.IndexOf('=', StringComparison.Ordinal);
            if (separator < 1) throw new OptionException("--arg", $"'{text}' is not of the form name=value");
            if (!arguments.TryAdd(text[..separator], text[(separator + 1)..]))
                throw new OptionException("--arg", $"'{text[..separator]}' is given twice");
        }
        return arguments;
    }

    // The file has its shapes; those with a name may also be meant for a file beside it.
    private static IEnumerable<string> Exported(string[] words, string named, string path, bool isSourceOnly)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == named && (!isSourceOnly || (i > 0 && words[i - 1] == "--source"))) yield return path;
            else if (words[i] == $"--source={named}" || words[i] == $"--source:{named}") yield return $"--source={path}";
            else if (words[i] == Shapes) foreach (var word in Named(words[++i])) yield return word;
            else if (words[i].StartsWith(Shapes, StringComparison.Ordinal) && words[i][Shapes.Length] is '=' or ':')
                foreach (var word in Named(words[i][(Shapes.Length + 1)..])) yield return word;
            else yield return words[i];
        }

        static string[] Named(string value) => TorchInput.Parse(value, Shapes) is { Name: { } name, Shape: var shape }
            ? [$"{Shapes}={name}={string.Join(',', shape.Extents)}"]
            : [];
    }
}
