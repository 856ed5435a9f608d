using System.CommandLine;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Fitting;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Options;

/// <summary>The held-back samples that judge networks of a space.</summary>
/// <param name="ownData">The samples of a verb that takes none; null for one that does.</param>
internal sealed class HeldBackArguments(string? ownData = null)
{
    private const int MostBatch = 4096;
    private const int MostNetworks = 100_000;

    private static readonly AccuracyOptions s_usual = new() { Folder = "" };

    private readonly Option<int> _samples = NumberOption.Whole("--samples", "Most samples that judge", s_usual.Samples);

    private readonly Option<int> _recalibration = NumberOption.Whole(
        "--recalibration", "Other samples, from which the statistics of batch normalizations are measured", s_usual.Recalibration);

    private readonly Option<int> _batch = NumberOption.Whole("--batch", "Samples of a run, where the network leaves its batch open", 100);
    private readonly Option<int> _seed = NumberOption.Whole("--seed", "Decides which samples, and which networks", s_usual.Seed);

    private readonly Option<string?> _tuned = new("--tuned")
    {
        Description = "split.json of the tuning: none of its samples may judge",
        HelpName = "file",
    };

    private readonly InputArguments _inputs = new();

    public void AddTo(Command command, bool isRequired)
    {
        if (ownData is null) _inputs.AddDataTo(command, isRequired);
        foreach (var option in (Option[])[_samples, _recalibration, _batch, _seed, _tuned]) command.Add(option);
        _inputs.AddTo(command);
    }

    /// <summary>Whether samples are given.</summary>
    public bool HasData(ParseResult parsed) => ownData is not null || _inputs.HasData(parsed);

    /// <summary>A number of networks that are drawn.</summary>
    /// <exception cref="OptionException">It is out of range.</exception>
    public static int Networks(int count) => InRange("--networks", count, 0, MostNetworks);

    /// <summary>What they say of the samples.</summary>
    /// <exception cref="OptionException">A number is out of range.</exception>
    public AccuracyOptions Options(ParseResult parsed, string folder) => s_usual with
    {
        Samples = InRange("--samples", parsed.GetValue(_samples), 1, int.MaxValue),
        Recalibration = InRange("--recalibration", parsed.GetValue(_recalibration), 0, int.MaxValue),
        Seed = parsed.GetValue(_seed),
        Tuned = parsed.GetValue(_tuned) is { } tuned ? TuningSplit.ReadTrained(tuned) : null,
        Folder = folder,
    };

    /// <summary>Opens the network and the samples, which are fed in batches.</summary>
    public (SuperNet Network, EvaluationInputs Inputs) Open(ParseResult parsed, SuperNetArguments options)
    {
        var read = _inputs.Read(parsed, options.ModelPath(parsed));
        var given = WithBatch(ownData is null ? read : read with { DataPath = ownData }, options, parsed);
        var network = SuperNet.Open(
            given.ModelPath, options.Space(parsed), new ModelReadOptions { InputShapes = given.InputShapes });
        try
        {
            return (network, EvaluationInputs.Open(given));
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Opens both to judge networks by them, with half of the samples for one last judgement.</summary>
    public Judging Judging(ParseResult parsed, SuperNetArguments options, string folder, int networks)
    {
        var (network, inputs) = Open(parsed, options);
        return new Judging(network, inputs, Options(parsed, folder) with { Networks = Networks(networks), KeepsFinal = true });
    }

    private InputOptions WithBatch(InputOptions given, SuperNetArguments options, ParseResult parsed)
    {
        var batch = parsed.GetValue(_batch);
        if (batch is < 1 or > MostBatch) throw new OptionException("--batch", $"must be between 1 and {MostBatch}, got {batch}");
        if (given.InputShapes.Count > 0 || batch == 1) return given;
        using var network = SuperNet.Open(given.ModelPath, options.Space(parsed));
        var input = network.Binding.Structure.Graph.Inputs[0];
        var batched = given with
        {
            InputShapes = new Dictionary<string, Shape> { [input.Name] = new Shape([batch, .. input.Type.Shape!.Extents.Skip(1)]) },
        };
        try
        {
            ModelFormats.Open(given.ModelPath, new ModelReadOptions { InputShapes = batched.InputShapes }).Dispose();
            return batched;
        }
        catch (SartorException) when (parsed.GetResult(_batch) is null or { Implicit: true })
        {
            // Its batch is not open: samples are fed as it takes them.
            return given;
        }
    }

    private static int InRange(string name, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new OptionException(name, $"must be between {least} and {most}, got {value}");
}
