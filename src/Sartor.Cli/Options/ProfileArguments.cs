using System.CommandLine;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Tailor.Profiling;

namespace Sartor.Cli.Options;

/// <summary>Where, and as what, the parts of a space's networks are measured.</summary>
internal sealed class ProfileArguments
{
    private const int MostNetworks = 10_000;

    private readonly DeviceArguments _device = new();
    private readonly ProtocolArguments _protocol = new();

    private readonly Option<string?> _engine = new("--engine")
    {
        Description = "The engine, alone or with a delegate (default: the first that runs the network's own format)",
        HelpName = "name",
    };

    private readonly Option<string> _precision = new("--precision")
    {
        Description = "The precision of the models: those that need no samples",
        HelpName = "name",
        DefaultValueFactory = _ => Precision.Float32.Name(),
    };

    private readonly Option<int> _networks =
        NumberOption.Whole("--calibration", "Whole networks that are measured to calibrate predictions", 40);

    private readonly Option<bool> _all = new("--operators")
    {
        Description = "Measure every operator by itself, too, not only those of a few blocks",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_engine, _precision, _networks, _all]) command.Add(option);
        _device.AddTo(command);
        _protocol.AddTo(command);
    }

    /// <summary>What they say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Of models and measurements, an absolute path.</param>
    public ProfileOptions Read(ParseResult parsed, string folder)
    {
        var (name, delegateName) = Engine(parsed.GetValue(_engine));
        return new ProfileOptions
        {
            Device = _device.Read(parsed),
            Engine = name,
            Delegate = delegateName,
            Precision = Precisions.Parse(parsed.GetValue(_precision)!),
            Folder = folder,
            Protocol = _protocol.Read(parsed)[0],
            Networks = parsed.GetValue(_networks) is var networks and >= 0 and <= MostNetworks
                ? networks
                : throw new OptionException("--calibration", $"must be between 0 and {MostNetworks}, got {parsed.GetValue(_networks)}"),
            MeasuresAllOperators = parsed.GetValue(_all),
        };
    }

    private static (string Engine, string Delegate) Engine(string? named)
    {
        var (name, delegateName) = named?.Split('/', 2) is [var first, .. var rest] ? (first, rest.FirstOrDefault()) : (null, null);
        var engine = name is null
            ? InferenceEngines.Catalog.All.First(known => known.Format == ConversionTargets.Interchange.Format && !known.IsOptIn)
            : InferenceEngines.Get(name);
        if (delegateName is not null && !engine.Delegates.Contains(delegateName))
        {
            throw new OptionException(
                "--engine", $"{engine.Name} has no delegate '{delegateName}'; it has {string.Join(", ", engine.Delegates)}");
        }
        return (engine.Name, delegateName ?? engine.Delegates[0]);
    }
}
