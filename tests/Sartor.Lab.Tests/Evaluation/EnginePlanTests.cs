using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class EnginePlanTests
{
    private static readonly EngineOffer[] s_offers =
    [
        new("alpha", "tflite", ["fast"], null),
        new("plain", "tflite", ["fast", "simple"], "simple"),
        new("other", "onnx", ["cpu", "cuda"], "cpu"),
    ];

    [Fact]
    public void Reference_IsTheDeclaredOne_WhereverItStands()
    {
        var plan = new EnginePlan(s_offers, ["alpha"]);
        plan.Reference("tflite").ToString().ShouldBe("plain/simple");
        plan.Reference("onnx").ToString().ShouldBe("other/cpu");
        Should.Throw<EngineException>(() => plan.Reference("ncnn")).Message.ShouldContain("no engine runs ncnn models");
    }

    [Theory]
    [InlineData("", "alpha/fast plain/fast plain/simple")]
    [InlineData("plain", "plain/fast plain/simple")]
    [InlineData("plain/simple alpha", "alpha/fast plain/simple")]
    [InlineData("other", "")]
    public void Targets_AreThoseAskedFor(string wanted, string targets)
    {
        var plan = new EnginePlan(s_offers, wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        plan.Targets("tflite").Select(t => t.ToString()).ShouldBe(targets.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void OptInEngine_IsATargetOnlyWhereItIsNamed()
    {
        EngineOffer[] offers = [.. s_offers, new("newer", "tflite", ["web"], null) { IsOptIn = true }];

        new EnginePlan(offers, []).Targets("tflite").Select(t => t.Engine).ShouldNotContain("newer");
        new EnginePlan(offers, ["newer"]).Targets("tflite").Select(t => t.ToString()).ShouldBe(["newer/web"]);
        new EnginePlan(offers, ["newer"]).Reference("tflite").ToString().ShouldBe("plain/simple");
    }

    [Theory]
    [InlineData("", "plain/simple")]
    [InlineData("plain", "plain/simple")]
    [InlineData("plain/simple alpha", null)]
    [InlineData("plain/fast", null)]
    public void PlainKernels_AreSparedBesideAnotherDelegateOfTheirEngine(string wanted, string? plain)
    {
        var plan = new EnginePlan(s_offers, wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        plan.PlainBeside(plan.Targets("tflite"))?.ToString().ShouldBe(plain);
        (plan.PlainBeside(plan.Targets("tflite")) is null).ShouldBe(plain is null);
    }

    /// <summary>Files that the usual runtime does not compute are calibrated and verified on the one that they are for.</summary>
    [Fact]
    public void TargetOfAnotherRuntime_RunsThere()
    {
        var target = ConversionTargets.Catalog.All.First(t => t.Engine is not null);
        var plan = EnginePlan.Of(target);

        plan.Targets(target.Format).ShouldAllBe(t => t.Engine == target.Engine);
        plan.Reference(target).Engine.ShouldBe(target.Engine);
        EnginePlan.Wanted(target, ["plain"]).ShouldBe(["plain"]);
        EnginePlan.Of(ConversionTargets.Default).Targets(target.Format).ShouldAllBe(t => t.Engine != target.Engine);
    }

    [Theory]
    [InlineData("beta")]
    [InlineData("plain/cuda")]
    public void UnknownName_IsRefusedWithTheNamesThatThereAre(string name) =>
        Should.Throw<OptionException>(() => new EnginePlan(s_offers, ["plain", name])).Message.ShouldBe(
            $"engine: unknown engine '{name}'; choose from alpha, alpha/fast, plain, plain/fast, plain/simple, other, other/cpu, "
            + "other/cuda.");

    [Fact]
    public void FormatWithoutTarget_IsRefusedWithTheEnginesThatRunIt() =>
        Should.Throw<OptionException>(
            () => new EnginePlan(s_offers, ["other"]).RequireTargets("tflite")).Message.ShouldContain("alpha and plain do");

    [Fact]
    public void EachFormatOfThisHost_HasOneReference()
    {
        foreach (var format in EngineOffer.OfThisHost.GroupBy(offer => offer.Format))
        {
            var reference = format.Where(offer => offer.ReferenceDelegate is not null).ShouldHaveSingleItem(format.Key);
            reference.Delegates.ShouldContain(reference.ReferenceDelegate!);
        }
    }

    [Fact]
    public void RequiredTargets_AreTheTargets()
    {
        var plan = new EnginePlan(s_offers, ["plain"]);
        plan.RequireTargets("tflite").ShouldBe(plan.Targets("tflite"));
        plan.RequireTargets("tflite").Count.ShouldBe(2);
        Should.Throw<OptionException>(() => plan.RequireTargets("ncnn")).Message
            .ShouldContain("plain does not run ncnn models; no engine does");
    }

    /// <summary>The reference of a part of a plan is that of the whole, on whichever machine it runs.</summary>
    [Fact]
    public void PartOfAPlan_KeepsItsReference()
    {
        var plan = new EnginePlan(s_offers[..1], [], s_offers);
        var part = plan.Only([new EngineTarget("alpha", "fast")]);
        part.Targets("tflite").ShouldBe([new EngineTarget("alpha", "fast")]);
        part.Targets("onnx").ShouldBeEmpty();
        part.Reference("tflite").ShouldBe(new EngineTarget("plain", "simple"));
    }
}
