using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Torch;

/// <summary>
/// A network as a class of a Python file, whose code is executed: whoever names the file trusts it. Or as a TorchScript file, which
/// PyTorch's own interpreter runs.
/// </summary>
public sealed partial record TorchSource
{
    /// <summary>The Python file, or the TorchScript file.</summary>
    public required string ScriptPath { get; init; }

    /// <summary>
    /// A class in it, a function that makes a <c>torch.nn.Module</c>, or such a module; with dots inside of others. Null for TorchScript.
    /// </summary>
    public required string? Name { get; init; }

    /// <summary>
    /// The weights: a <c>state_dict</c>, or a checkpoint with the key <c>state_dict</c>, <c>model_state_dict</c> or <c>model</c>, of which
    /// nothing is executed. Null for those that the class itself makes.
    /// </summary>
    public string? WeightsPath { get; init; }

    /// <summary>What <c>forward</c> takes: one for each of its inputs, but for those behind the last that have a default value.</summary>
    public required IReadOnlyList<TorchInput> Inputs { get; init; }

    /// <summary>Arguments of the class by name, as Python literals; what is none is a string.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the argument <c>prm</c> is a dictionary with a usual value for each name that the file's <c>supported_hyperparameters</c>
    /// gives, as networks of LEMUR take it.
    /// </summary>
    public bool FillsHyperparameters { get; init; }

    /// <summary>The Python that has PyTorch; null for the first that has it (<see cref="PythonProgram"/>).</summary>
    public string? Python { get; init; }

    /// <summary>What the inputs take, for the seeded values that the export is verified on.</summary>
    public DomainOptions Domains { get; init; } = DomainOptions.None;

    /// <summary>How long loading and exporting may take; default 10 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Memory that the Python process may allocate, on Linux; default three quarters of the machine's.</summary>
    public long MemoryLimitBytes { get; init; } = MemoryLimit.OfThisMachine;

    /// <summary>The files that are read.</summary>
    public IEnumerable<string> Files => new[] { ScriptPath, WeightsPath }.OfType<string>();

    /// <summary>How it is written on a command line: <c>net.py:Net</c>, <c>net.pt</c>.</summary>
    public override string ToString() => Name is null ? ScriptPath : $"{ScriptPath}:{Name}";

    /// <summary>Reads <c>net.py:Net</c>.</summary>
    /// <param name="text">What may be such a name.</param>
    /// <param name="script">The file.</param>
    /// <param name="name">The class.</param>
    /// <returns>False for anything else, such as the path of a model.</returns>
    /// <exception cref="OptionException">It is a Python file without a class.</exception>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? script, [NotNullWhen(true)] out string? name)
    {
        (script, name) = (null, null);
        if (Form().Match(text) is not { Success: true } match) return false;
        script = match.Groups["script"].Value;
        name = match.Groups["name"].Value;
        return name.Length > 0
            ? true
            : throw new OptionException("model", $"'{text}' is a Python file; name the class of the network, as {script}:Net");
    }

    [GeneratedRegex(@"^(?<script>.+\.py):?(?<name>(?<=:)[\p{L}_][\w.]*)?$")]
    private static partial Regex Form();
}
