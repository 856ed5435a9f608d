using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Which engine and delegate is the reference of a format, and which are the targets: decided here and nowhere else, so that what is
/// verified is exactly what is measured.
/// </summary>
internal sealed class EnginePlan
{
    private readonly IReadOnlyList<EngineOffer> _offers;
    private readonly IReadOnlyList<EngineOffer> _references;
    private readonly IReadOnlyList<string> _wanted;

    /// <param name="offers">The engines that there are.</param>
    /// <param name="wanted">Targets that were asked for, as <c>tflite</c> or <c>tflite/xnnpack</c>; empty for all.</param>
    /// <exception cref="OptionException">A name that was asked for is that of no engine or delegate; the message lists those that there
    /// are.</exception>
    /// <param name="references">The engines of the machine that runs the reference; null where it is the same.</param>
    public EnginePlan(IReadOnlyList<EngineOffer> offers, IReadOnlyList<string> wanted, IReadOnlyList<EngineOffer>? references = null)
    {
        ArgumentNullException.ThrowIfNull(offers);
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (var name in wanted)
        {
            if (offers.Any(offer => Names(offer).Contains(name))) continue;
            throw new OptionException("engine", $"unknown engine '{name}'; choose from {string.Join(", ", offers.SelectMany(Names))}");
        }
        (_offers, _wanted, _references) = (offers, wanted, references ?? offers);
    }

    /// <summary>The plan of this host.</summary>
    public static EnginePlan OfThisHost(IReadOnlyList<string> wanted) => new(EngineOffer.OfThisHost, wanted);

    /// <summary>The plan of a device; the reference runs on this host.</summary>
    public static EnginePlan On(DeviceProfile profile, IReadOnlyList<string> wanted) =>
        new(EngineOffer.Of(profile), wanted, EngineOffer.OfThisHost);

    /// <summary>The plan of this host for files of a conversion: the engine that they are for, or else all but opt-in ones.</summary>
    public static EnginePlan Of(IConversionTarget target) => OfThisHost(Wanted(target, []));

    /// <summary>The engines for the files of a conversion where those were asked for.</summary>
    /// <param name="target">What is converted to.</param>
    /// <param name="wanted">What was asked for; empty for what the target says.</param>
    public static IReadOnlyList<string> Wanted(IConversionTarget target, IReadOnlyList<string> wanted) =>
        wanted.Count == 0 && target.Engine is { } engine ? [engine] : wanted;

    /// <summary>The same plan with what this host runs in place of formats that no engine runs.</summary>
    public EnginePlan WithReadBack() => new([.. _offers, .. ReadBackRunner.Offers], _wanted, _references);

    /// <summary>The same plan with some of its targets.</summary>
    public EnginePlan Only(IEnumerable<EngineTarget> targets) =>
        new(_offers, [.. targets.Select(target => target.ToString())], _references);

    /// <summary>
    /// What runs a source whose outputs are the measure for its variants: the plainest arithmetic that there is for the format.
    /// </summary>
    /// <exception cref="EngineException">No engine of the format is a reference.</exception>
    public EngineTarget Reference(string format)
    {
        var offer = _references.FirstOrDefault(offer => offer.Format == format && offer.ReferenceDelegate is not null)
            ?? throw new EngineException("engines", $"no engine runs {format} models");
        return new EngineTarget(offer.Name, offer.ReferenceDelegate!);
    }

    /// <summary>What runs files of a conversion that are none of its results: the engine that they are for, or the reference.</summary>
    /// <exception cref="EngineException">There is no such engine.</exception>
    public EngineTarget Reference(IConversionTarget target)
    {
        if (target.Engine is not { } name) return Reference(target.Format);
        var offer = _references.FirstOrDefault(offer => offer.Name == name)
            ?? throw new EngineException("engines", $"this machine has no engine '{name}'");
        return new EngineTarget(offer.Name, offer.Delegates[0]);
    }

    /// <summary>
    /// What variants of a format are verified and measured on: every engine and delegate that was asked for, or else every one that is not
    /// to be named first; may be empty.
    /// </summary>
    public IReadOnlyList<EngineTarget> Targets(string format) =>
    [
        .. from offer in _offers
           where offer.Format == format
           from name in offer.Delegates
           where (_wanted.Count == 0 && !offer.IsOptIn) || _wanted.Contains(offer.Name) || _wanted.Contains($"{offer.Name}/{name}")
           select new EngineTarget(offer.Name, name),
    ];

    /// <summary>The target with an engine's plain kernels, where another delegate of that engine is one too; null for none.</summary>
    /// <param name="targets">Of one format.</param>
    public EngineTarget? PlainBeside(IReadOnlyList<EngineTarget> targets) => targets.FirstOrDefault(target =>
        targets.Any(other => other.Engine == target.Engine && other != target)
        && _offers.Any(offer => offer.Name == target.Engine && offer.ReferenceDelegate == target.Delegate));

    /// <summary>The targets of a format, of which there has to be one.</summary>
    /// <exception cref="OptionException">None of those that were asked for runs the format; the message names those that do.</exception>
    public IReadOnlyList<EngineTarget> RequireTargets(string format)
    {
        if (Targets(format) is { Count: > 0 } targets) return targets;
        var running = _offers.Where(offer => offer.Format == format).Select(offer => offer.Name).ToArray();
        if (running.Length == 0 && _wanted.Count == 0) throw new OptionException("engine", $"no engine runs {format} models here");
        throw new OptionException(
            "engine",
            $"{string.Join(", ", _wanted)} does not run {format} models; "
            + $"{(running.Length > 0 ? string.Join(" and ", running) + (running.Length == 1 ? " does" : " do") : "no engine does")}");
    }

    private static IEnumerable<string> Names(EngineOffer offer) =>
        offer.Delegates.Select(name => $"{offer.Name}/{name}").Prepend(offer.Name);
}
