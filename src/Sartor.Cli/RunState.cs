using Sartor.Lab.Torch;
using Sartor.Results.Records;

namespace Sartor.Cli;

/// <summary>How much a verb says while it works.</summary>
internal enum Verbosity
{
    /// <summary>Nothing but the result and errors.</summary>
    Quiet,

    /// <summary>What is going on.</summary>
    Normal,

    /// <summary>Each step and each note, with the time since the start.</summary>
    Verbose,
}

/// <summary>What the options that all verbs have say; set before the verb runs.</summary>
internal sealed class RunState
{
    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>Tables as Markdown.</summary>
    public bool IsMarkdown { get; set; }

    /// <summary>Results as JSON on standard output.</summary>
    public bool IsJson { get; set; }

    /// <summary>The file of <c>--log</c>; null for none.</summary>
    public RunLog? Log { get; set; }

    /// <summary>The PyTorch model whose export stands in the place of a model; null where none was named.</summary>
    public TorchModel? Torch { get; set; }

    /// <summary>Files that stand on the command line and are read whatever the verb: a PyTorch model's, a configuration.</summary>
    public IReadOnlyList<string> ReadFiles { get; set; } = [];

    /// <summary>The command line with its options, for results; null before it is read.</summary>
    public RunCommand? Command => Reading?.Value;

    /// <summary>Reads them where a result needs them: beside <c>--help</c> an option that is required may be missing.</summary>
    public Lazy<RunCommand>? Reading { get; set; }
}
