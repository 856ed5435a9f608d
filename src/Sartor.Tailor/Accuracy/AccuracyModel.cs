using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Predictors;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Accuracy;

/// <summary>
/// Predicts how many held-back samples a network has wrong, as a sum over its active choices: by the losses of single modifications alone
/// (AutoTailor's sensitivities), or fitted to all networks that were judged, whichever errs less on drawn networks that were left out.
/// </summary>
internal sealed class AccuracyModel
{
    private const int FewestDrawn = 10;
    private const int Parts = 5;

    private readonly SearchSpace _space;
    private readonly CodeChoices _choices;
    private readonly ChoiceModel? _fitted;
    private readonly double[][] _losses;
    private readonly double _own;

    private AccuracyModel(SearchSpace space, AccuracyProfile profile, ChoiceModel? fitted)
    {
        (_space, _choices, _fitted) = (space, new CodeChoices(space), fitted);
        _own = 1 - ((double)profile.Networks[0].Correct / profile.Samples);
        _losses = [.. _choices.Counts.Select(count => new double[count])];
        foreach (var single in profile.Networks.Where(network => network.Kind == "single"))
        {
            var code = SubNetCode.Parse(space, single.Code);
            var (name, value) = single.Decision!.Split('=') is [var left, var right] ? (left, right) : ("", "");
            var decision = space.Decisions.FirstOrDefault(known => known.Name == name);
            if (decision is null || Knob.Text(code.ValueOf(decision) ?? double.NaN) != value) continue;
            var (position, choice) = _choices.Of(decision, code.ValueOf(decision));
            _losses[position][choice] = single.Loss;
        }
    }

    /// <summary>sensitivities or fitted.</summary>
    public string Kind => _fitted is null ? "sensitivities" : "fitted";

    /// <summary>
    /// The root mean square error on drawn networks that were left out, as a share of the samples; NaN where there were too few.
    /// </summary>
    public double Error { get; private init; } = double.NaN;

    /// <summary>Kendall's τ of prediction and measurement on them; NaN where there were too few.</summary>
    public double Tau { get; private init; } = double.NaN;

    /// <summary>Error and τ of both kinds.</summary>
    public IReadOnlyDictionary<string, (double Error, double Tau)> Kinds { get; private init; } =
        new Dictionary<string, (double, double)>();

    /// <summary>Fits it.</summary>
    /// <exception cref="OptionException">The table is of another space.</exception>
    public static AccuracyModel Fit(SearchSpace space, AccuracyProfile profile)
    {
        if (profile.Fingerprint != space.Fingerprint)
        {
            throw new OptionException("accuracy", $"the table is of the space {profile.Space} ({profile.Fingerprint}), and this is "
                + $"{space.Name} ({space.Fingerprint}); judge it with `sartor tailor accuracy`");
        }
        var drawn = profile.Networks.Where(network => network.Kind == "drawn").ToArray();
        var sensitivities = new AccuracyModel(space, profile, null);
        if (drawn.Length < FewestDrawn) return sensitivities;
        var others = profile.Networks.Where(network => network.Kind != "drawn").ToArray();
        double[] truth = [.. drawn.Select(network => Wrong(profile, network))];
        double[] bySingles = [.. drawn.Select(network => sensitivities.Wrong(SubNetCode.Parse(space, network.Code)))];
        var byFit = new double[drawn.Length];
        for (var part = 0; part < Parts; part++)
        {
            var model = new AccuracyModel(space, profile, Fitted(space, profile, [.. others, .. drawn.Where((_, i) => i % Parts != part)]));
            for (var i = part; i < drawn.Length; i += Parts) byFit[i] = model.Wrong(SubNetCode.Parse(space, drawn[i].Code));
        }
        var kinds = new Dictionary<string, (double Error, double Tau)>(StringComparer.Ordinal)
        {
            ["sensitivities"] = (Rms(truth, bySingles), RankCorrelation.Tau(truth, bySingles)),
            ["fitted"] = (Rms(truth, byFit), RankCorrelation.Tau(truth, byFit)),
        };
        var best = kinds.MinBy(kind => kind.Value.Error).Key;
        return new AccuracyModel(space, profile, best == "fitted" ? Fitted(space, profile, profile.Networks) : null)
        {
            Error = kinds[best].Error,
            Tau = kinds[best].Tau,
            Kinds = kinds,
        };
    }

    /// <summary>The share of samples that a network is predicted to have wrong.</summary>
    public double Wrong(SubNetCode code)
    {
        var choices = _choices.Of(code);
        return _fitted?.Predict(choices) ?? _own + choices.Select((choice, position) => _losses[position][choice]).Sum();
    }

    /// <summary>Costs of choices; networks with a smaller sum are predicted to have fewer samples wrong.</summary>
    public ISpaceCosts Costs() => new ChoiceCosts(this);

    private double Step(Decision decision, double? value)
    {
        var (position, choice) = _choices.Of(decision, value);
        return _fitted?.Step(position, 0, choice) ?? _losses[position][choice];
    }

    private static ChoiceModel Fitted(SearchSpace space, AccuracyProfile profile, IReadOnlyList<MeasuredAccuracy> networks)
    {
        var choices = new CodeChoices(space);
        // In an order that says nothing: cross-validation takes every fifth.
        var samples = networks.OrderBy(network => Sha256.Hex(network.Code), StringComparer.Ordinal)
            .Select(network => new ChoiceSample(choices.Of(SubNetCode.Parse(space, network.Code)), Wrong(profile, network)));
        return ChoiceModel.Fit(choices.Counts, [.. samples], [false], Enum.GetValues<ValueScale>());
    }

    // Above 0, so that it has a logarithm.
    private static double Wrong(AccuracyProfile profile, MeasuredAccuracy network) =>
        Math.Max(0.5, profile.Samples - network.Correct) / profile.Samples;

    private static double Rms(double[] truth, double[] predicted) =>
        Math.Sqrt(truth.Zip(predicted, (one, other) => (one - other) * (one - other)).Average());

    private sealed class ChoiceCosts(AccuracyModel model) : ISpaceCosts
    {
        public IReadOnlyList<string> Objectives { get; } = ["loss"];

        public void OfResolution(double resolution, Span<double> costs) => costs[0] = model.Step(model._space.Resolution, resolution);

        public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
        {
            if (stage.Width is { TiedTo: null } width) costs[0] += model.Step(width, place.Width);
            if (stage.Depth is { } decision) costs[0] += model.Step(decision, depth);
            var remaining = stage.Remaining(depth);
            foreach (var left in stage.Blocks.Where((_, b) => !remaining[b]).SelectMany(block => block.Decisions))
                costs[0] += model.Step(left, null);
        }

        public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
        {
            for (var d = 0; d < values.Count; d++) costs[0] += model.Step(block.Decisions[d], values[d]);
        }
    }
}
