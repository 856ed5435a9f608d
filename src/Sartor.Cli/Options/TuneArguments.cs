using System.CommandLine;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Options;

/// <summary>The options of a tuning, and how they become <see cref="TuningOptions"/>.</summary>
internal sealed class TuneArguments
{
    private static readonly TuningOptions s_default = new() { Input = new() { ModelPath = "" }, OutputPath = "" };

    private readonly SuperNetArguments _network = new();
    private readonly InputArguments _input = new();
    private readonly Option<string> _out = new("--out", "-o")
    {
        Description = "File to write: the network with tuned weights (written atomically at the end)",
        HelpName = "file",
        Required = true,
    };
    private readonly Option<string?> _work = new("--work")
    {
        Description = "Folder for what the tuning needs, and for its checkpoint (default: beside --out, with the suffix .tuning)",
        HelpName = "folder",
    };
    private readonly Option<double?> _epochs =
        NumberOption.Real("--epochs", $"Times that each image trains (default: {s_default.Epochs})", "n");
    private readonly Option<int> _batch =
        NumberOption.Whole("--batch", "Images of a step, over all processes", s_default.Batch);
    private readonly Option<double?> _rate = NumberOption.Real(
        "--learning-rate", FormattableString.Invariant($"Learning rate after the warm-up (default: {s_default.LearningRate})"), "x");
    private readonly Option<int> _subnets = NumberOption.Whole(
        "--subnets", "SubNets to draw from, beside the largest and the smallest", s_default.SubNets);
    private readonly Option<int> _processes =
        NumberOption.Whole("--processes", "Processes of one thread that share each step", s_default.Processes);
    private readonly Option<double?> _holdOut = NumberOption.Share(
        "--hold-out", FormattableString.Invariant($"Share of the samples that does not train (default: {s_default.HoldOut})"));
    private readonly Option<string> _augment = new("--augment")
    {
        Description = "How images are changed while they train: none, flip (left to right) or flip-shift (moved by 1/14, too)",
        HelpName = "name",
        DefaultValueFactory = _ => s_default.Augmentation,
        CompletionSources = { TuningOptions.Augmentations.ToArray() },
    };
    private readonly Option<bool> _noDistill = new("--no-distill")
    {
        Description = "Learn the labels alone, and not what the largest SubNet says",
    };
    private readonly Option<long> _seed = NumberOption.Seed("the division of the samples, the SubNets and the order of the images");
    private readonly Option<string?> _python = new("--python")
    {
        Description = $"The Python that has PyTorch (default: {Lab.Torch.PythonProgram.Variable}, or the first that has it)",
        HelpName = "file",
    };
    private readonly Option<bool> _fresh = new("--fresh") { Description = "Throw away what an earlier run left, and begin anew" };

    /// <summary>Adds all of them to a verb.</summary>
    public void AddTo(Command command)
    {
        _network.AddTo(command);
        _input.AddDataTo(command, required: true);
        Option[] own =
        [
            _out, _work, _epochs, _batch, _rate, _subnets, _processes, _holdOut, _augment, _noDistill, _seed, _python, _fresh,
        ];
        foreach (var option in own) command.Add(option);
        _input.AddPreprocessTo(command);
    }

    /// <summary>The path of the space file; null where one is proposed.</summary>
    public string? SpaceFile(ParseResult parsed) => _network.SpaceFile(parsed);

    /// <summary>The options of one run.</summary>
    /// <exception cref="Core.SartorException">A value is invalid, or the space cannot be read.</exception>
    public TuningOptions Read(ParseResult parsed) => new()
    {
        Input = _input.Read(parsed, _network.ModelPath(parsed)) with { InputShapes = _network.Reading(parsed).InputShapes },
        Space = _network.Space(parsed),
        OutputPath = parsed.GetValue(_out)!,
        WorkFolder = parsed.GetValue(_work),
        Epochs = parsed.GetValue(_epochs) ?? s_default.Epochs,
        Batch = parsed.GetValue(_batch),
        LearningRate = parsed.GetValue(_rate) ?? s_default.LearningRate,
        SubNets = parsed.GetValue(_subnets),
        Processes = parsed.GetValue(_processes),
        HoldOut = parsed.GetValue(_holdOut) ?? s_default.HoldOut,
        Augmentation = parsed.GetValue(_augment)!,
        Distills = !parsed.GetValue(_noDistill),
        Seed = parsed.GetValue(_seed),
        Python = parsed.GetValue(_python),
        IsFresh = parsed.GetValue(_fresh),
    };
}
