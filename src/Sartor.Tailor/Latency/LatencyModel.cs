using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Predictors;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Latency;

/// <summary>
/// Predicts the latency of networks of a space from a table of their parts, calibrated on whole networks: the plain sum, a line through
/// it and
/// the number of parts, or a sum for each stage, whichever errs least on networks that were left out.
/// </summary>
internal sealed class LatencyModel
{
    /// <summary>What a part that the table lacks costs, in milliseconds: more than any network takes.</summary>
    internal const double NotCovered = 1e9;

    // As a share of the spread of the sums, so that a stage that hardly varies is not given a wild coefficient.
    private const double Penalty = 1e-3;

    private const double Level = 0.95;

    private readonly SuperNet _network;
    private readonly UnitForms _forms;
    private readonly LatencyTable _table;
    private readonly Func<StageSums, double> _predict;
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    private LatencyModel(SuperNet network, UnitForms forms, LatencyTable table, string kind, Func<StageSums, double> predict)
    {
        (_network, _forms, _table, Kind, _predict) = (network, forms, table, kind, predict);
    }

    /// <summary>Which kind: sum, line or stages.</summary>
    public string Kind { get; }

    /// <summary>The networks that it is calibrated on.</summary>
    public int Samples { get; private init; }

    /// <summary>The mean error on networks that were left out, as a share; NaN where there were too few.</summary>
    public double Error { get; private init; } = double.NaN;

    /// <summary>
    /// A prediction's interval reaches so far to each side, as a share: what 95 % of the errors on networks that were left out stayed
    /// within;
    /// NaN where there were too few.
    /// </summary>
    public double HalfWidth { get; private init; } = double.NaN;

    /// <summary>The error of each kind on networks that were left out.</summary>
    public IReadOnlyDictionary<string, double> Errors { get; private init; } = new Dictionary<string, double>();

    /// <summary>Parts that costs were asked of and the table lacks: no network with one of them is taken.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Fits it.</summary>
    /// <param name="network">The network and its space.</param>
    /// <param name="profile">What was measured.</param>
    /// <exception cref="OptionException">The profile is of another space.</exception>
    public static LatencyModel Fit(SuperNet network, LatencyProfile profile)
    {
        if (profile.Fingerprint != network.Space.Fingerprint)
        {
            throw new OptionException("latency", $"the table is of the space {profile.Space} ({profile.Fingerprint}), and this is "
                + $"{network.Space.Name} ({network.Space.Fingerprint}); measure it with `sartor tailor profile`");
        }
        var forms = new UnitForms(network, FusionRules.Of(profile.Engine));
        var table = new LatencyTable(
            $"{profile.Device}, {profile.Engine}/{profile.Delegate}",
            profile.Units.ToDictionary(unit => unit.Key, unit => new LatencyEntry(unit.MedianMs, null, unit.Runs), StringComparer.Ordinal));
        var samples = profile.Networks.Select(item => (Sums: StageSums.Of(network, forms, table, SubNetCode.Parse(network.Space, item.Key)),
            Ms: item.MedianMs)).Where(sample => sample.Sums.Missing.Count == 0).ToArray();
        var fits = new Dictionary<string, Func<IReadOnlyList<(StageSums Sums, double Ms)>, Func<StageSums, double>>>
        {
            ["sum"] = _ => sums => sums.Total,
            ["line"] = known => Ridge(known, sums => [sums.Total, sums.Count]),
            ["stages"] = known => Ridge(known, sums => [.. sums.Stages, sums.Count]),
        };
        const int Fewest = 5;
        if (samples.Length < Fewest) return new LatencyModel(network, forms, table, "sum", sums => sums.Total) { Samples = samples.Length };
        var errors = fits.ToDictionary(fit => fit.Key, fit => LeftOut(samples, fit.Value), StringComparer.Ordinal);
        var best = errors.MinBy(error => error.Value.Average()).Key;
        return new LatencyModel(network, forms, table, best, fits[best](samples))
        {
            Samples = samples.Length,
            Error = errors[best].Average(),
            HalfWidth = Quantile(errors[best]),
            Errors = errors.ToDictionary(error => error.Key, error => error.Value.Average(), StringComparer.Ordinal),
        };
    }

    /// <summary>The latency of a network.</summary>
    public LatencyPrediction Predict(SubNetCode code)
    {
        var sums = StageSums.Of(_network, _forms, _table, code);
        var milliseconds = _predict(sums);
        return new LatencyPrediction(
            milliseconds, milliseconds * (1 - HalfWidth), milliseconds * (1 + HalfWidth), sums.Total, [.. sums.Missing]);
    }

    /// <summary>The same as costs of parts: their sum is the prediction. A part that the table lacks costs more than all others.</summary>
    public ISpaceCosts Costs() => new PartCosts(this);

    private static Func<StageSums, double> Ridge(IReadOnlyList<(StageSums Sums, double Ms)> known, Func<StageSums, double[]> features)
    {
        double[][] rows = [.. known.Select(sample => features(sample.Sums))];
        // What matters is the error as a share: each sample counts by its own size.
        var scale = known.Average(sample => sample.Sums.Total);
        var spread = known.Sum(sample => Math.Pow(sample.Sums.Total - scale, 2));
        var fit = RidgeRegression.Fit(rows, [.. known.Select(sample => sample.Ms)], Math.Max(double.Epsilon, Penalty * spread));
        return sums => fit.Predict(features(sums));
    }

    private static double[] LeftOut(
        (StageSums Sums, double Ms)[] samples, Func<IReadOnlyList<(StageSums, double)>, Func<StageSums, double>> fit) =>
        [.. samples.Select((sample, i) =>
            Math.Abs(fit([.. samples.Where((_, j) => j != i)])(sample.Sums) - sample.Ms) / sample.Ms)];

    // The bound that a further error keeps with the level's probability, whatever its distribution (Vovk et al., split conformal).
    private static double Quantile(double[] errors)
    {
        var place = (int)Math.Ceiling((errors.Length + 1) * Level) - 1;
        return errors.Order().ElementAt(Math.Min(place, errors.Length - 1));
    }

    // A linear prediction is a sum over parts: what a form adds is the difference that it makes to a network without it.
    private sealed class PartCosts(LatencyModel model) : ISpaceCosts
    {
        private readonly int _stages = model._network.Space.Stages.Count;
        private UnitWalk? _walk;
        private double _part;

        public IReadOnlyList<string> Objectives { get; } = ["latency"];

        public void OfResolution(double resolution, Span<double> costs) => costs[0] = model._predict(StageSums.Empty(_stages));

        public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
        {
            Walk().OfStage(stage, place);
            costs[0] = Taken();
        }

        public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
        {
            Walk().OfBlock(stage, block, place, values);
            costs[0] = Taken();
        }

        private UnitWalk Walk() => _walk ??= new UnitWalk(model._network, model._forms, (place, form) => _part =
            model._table.Entries.TryGetValue(form.Key, out var entry)
                ? model._predict(StageSums.Single(_stages, place.Stage, entry.Milliseconds)) - model._predict(StageSums.Empty(_stages))
                : NotCoveredPart(form.Key));

        private double NotCoveredPart(string key)
        {
            model._missing.Add(key);
            return NotCovered;
        }

        private double Taken()
        {
            var part = _part;
            _part = 0;
            return part;
        }
    }
}

/// <summary>What is predicted of a network.</summary>
/// <param name="Milliseconds">Its latency.</param>
/// <param name="LowMs">Lower end of the interval; NaN where there is none.</param>
/// <param name="HighMs">Upper end.</param>
/// <param name="SumMs">The plain sum of its parts.</param>
/// <param name="Missing">Parts that the table lacks: with any, the network is not covered.</param>
internal sealed record LatencyPrediction(double Milliseconds, double LowMs, double HighMs, double SumMs, EquatableArray<string> Missing)
{
    public bool IsCovered => Missing.Count == 0;
}
