using Sartor.Results.Records;
using Sartor.Tailor.Accuracy;
using Sartor.Tailor.Codes;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Tests.Latency;
using Sartor.Tailor.Tests.SubNets;

namespace Sartor.Tailor.Tests.Accuracy;

/// <summary>Predictions from made-up accuracies, where the truth is known.</summary>
public sealed class AccuracyModelTests
{
    private const int Samples = 100_000;

    [Fact]
    public void Wrong_LossesThatAddUp_AreFound()
    {
        using var network = DemoSuperNet.Open();
        var profile = Profile(network.Space, MadeUpCodes(network), Additive);

        var model = AccuracyModel.Fit(network.Space, profile);

        model.Error.ShouldBeLessThan(0.005);
        model.Tau.ShouldBeGreaterThan(0.9);
        foreach (var code in MadeUpLatencies.Codes(network, seed: 77, 100)) model.Wrong(code).ShouldBe(Additive(code), 0.01);
    }

    [Fact]
    public void Kinds_LossesThatDoNotAddUp_TakesTheKindThatErrsLess()
    {
        using var network = DemoSuperNet.Open();
        // The more is taken away, the less each further loss is.
        var profile = Profile(network.Space, MadeUpCodes(network), code => 0.5 * (1 - Math.Exp(-8 * Additive(code))));

        var model = AccuracyModel.Fit(network.Space, profile);

        model.Kind.ShouldBe("fitted");
        model.Kinds["fitted"].Error.ShouldBeLessThan(model.Kinds["sensitivities"].Error);
    }

    [Fact]
    public void Costs_OfNetworks_HaveTheOrderOfTheirPredictions()
    {
        using var network = DemoSuperNet.Open();
        var model = AccuracyModel.Fit(network.Space, Profile(network.Space, MadeUpCodes(network), Additive));
        var codes = MadeUpLatencies.Codes(network, seed: 5, 200).ToArray();

        var byCosts = codes.OrderBy(code => CodeWalk.Sum(code, model.Costs())[0]).Select(model.Wrong).ToArray();

        byCosts.Zip(byCosts.Skip(1)).All(pair => pair.First <= pair.Second + 1e-12).ShouldBeTrue();
    }

    [Fact]
    public void SingleModifications_OfASpace_AreEachOtherValueOnce()
    {
        using var network = DemoSuperNet.Open();
        var singles = SingleModifications.Of(network.Space).ToArray();

        singles.Length.ShouldBe(network.Space.ModificationCount - network.Space.Decisions.Count);
        singles.Select(single => single.Code).Append(SingleModifications.Base(network.Space)).Distinct().Count()
            .ShouldBe(singles.Length + 1);
        foreach (var (decision, value, code) in singles) code.ValueOf(decision).ShouldBe(value);
    }

    private static IReadOnlyList<SubNetCode> MadeUpCodes(Tailor.SubNets.SuperNet network) => [.. MadeUpLatencies.Codes(network, 2, 80)];

    // Each choice below the network's own costs something; blocks that are left out cost what the depth does.
    private static double Additive(SubNetCode code) => 0.08 + code.Choices.Where(choice => choice.Value is not null)
        .Select((choice, i) => choice.Decision.Knob == Knob.Depth
            ? -0.006 * choice.Value!.Value
            : (0.001 + (0.0002 * (i % 7))) * (choice.Decision.Values.Max() - choice.Value!.Value) / choice.Decision.Values.Max() * 4).Sum();

    private static AccuracyProfile Profile(SearchSpace space, IReadOnlyList<SubNetCode> drawn, Func<SubNetCode, double> wrong)
    {
        var own = SingleModifications.Base(space);
        MeasuredAccuracy Of(SubNetCode code, string kind, string? decision) => new(
            code.ToString(), kind, decision, (int)Math.Round(Samples * (1 - wrong(code))), 0, 0, wrong(code) - wrong(own), 0, 0);
        return new AccuracyProfile
        {
            SartorVersion = "test",
            WrittenUtc = DateTimeOffset.UnixEpoch,
            Model = "model.onnx",
            ModelSha256 = "",
            Space = space.Name,
            Fingerprint = space.Fingerprint,
            Data = "made up",
            Samples = Samples,
            Recalibration = 0,
            SamplesSha256 = "",
            Base = own.ToString(),
            Networks =
            [
                Of(own, "base", null),
                .. SingleModifications.Of(space).Select(single =>
                    Of(single.Code, "single", $"{single.Decision.Name}={Knob.Text(single.Value)}")),
                .. drawn.Select(code => Of(code, "drawn", null)),
            ],
        };
    }
}
