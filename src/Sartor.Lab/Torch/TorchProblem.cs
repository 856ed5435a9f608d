using System.Text.Json;
using Sartor.Core;

namespace Sartor.Lab.Torch;

/// <summary>What the bridge could not do, as one sentence with what to do.</summary>
internal static class TorchProblem
{
    /// <param name="error">Of an answer: the step that failed, Python's last line, and the line of the user's code.</param>
    /// <param name="source">What was to be exported.</param>
    /// <param name="python">The program.</param>
    public static SartorException Of(JsonElement error, TorchSource source, string python)
    {
        var (kind, text) = (error.GetProperty("kind").GetString(), error.GetProperty("text").GetString()!.TrimEnd('.'));
        var place = error.GetProperty("place").GetString();
        // The export of a folder of LEMUR has no options for a single file.
        var isLemur = source.FillsHyperparameters;
        var arguments = isLemur ? "" : "; give arguments of the class with --arg name=value";
        var shapes = isLemur ? "--in-shape and --classes" : "--input-shape";
        return kind switch
        {
            "torch" => new EngineException("PyTorch", $"{python} cannot use it ({text}); {PythonProgram.HowToInstall}"),
            "weights" => new ModelFormatException(
                source.WeightsPath!, null, $"cannot be loaded as weights ({text}); only tensors are, and no pickle is executed: save "
                + "model.state_dict()"),
            "keys" => new ModelFormatException(
                source.WeightsPath!, null, $"does not fit {source}: {text}; give the weights of this class, or its arguments with --arg"),
            "import" => Model($"the file cannot be imported ({text}){Module(text, python, isLemur)}"),
            "load" => Model($"PyTorch cannot load it ({text})"),
            "construct" => Model($"the model cannot be made ({text}){arguments}"),
            "arguments" => Model($"{text}{arguments}"),
            "inputs" when isLemur => Model($"{text}; see {shapes}"),
            "inputs" => Model($"{text}; give --input-shape name=1,3,224,224, or ids=1,128:int64, for each input"),
            "forward" => Model($"forward fails on inputs of these shapes ({text}); see {shapes}"),
            "export" => Model($"PyTorch cannot export it ({text})"),
            _ => Model(text),
        };

        ModelFormatException Model(string problem) => new(source.ToString(), place, problem);
    }

    private static string Module(string text, string python, bool isLemur) =>
        text.StartsWith("ModuleNotFoundError", StringComparison.Ordinal)
            ? $"; install it for {python}{(isLemur ? "" : ", or name another Python with --python")}"
            : "";
}
