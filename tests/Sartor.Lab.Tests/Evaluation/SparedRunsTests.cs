using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Where plain kernels run a large network on some of the inputs, and what stops that.</summary>
public sealed class SparedRunsTests
{
    private static readonly Shape s_shape = new(1, 300);
    private static readonly TensorMapping s_tensor = new("y", s_shape, new TensorType(ElementType.Float32, s_shape), null, null);
    private static readonly ModelSignature s_signature = new([s_tensor with { Name = "x" }], [s_tensor]);
    private static readonly EnginePlan s_plan = new([new EngineOffer("engine", "any", ["fast", "plain"], "plain")], []);
    private static readonly SparedRuns s_large = new(SparedRuns.LargeMacs);

    // The fast delegate runs first: all of it has to pass before runs are spared.
    [Theory]
    [InlineData(true, "random 8 wide 4, random 2 wide 1")]
    [InlineData(false, "random 8 wide 4, random 8 wide 4")]
    public void PlainKernels_RunFewerInputs_OfALargeNetwork(bool isLarge, string expected)
    {
        var sessions = new FunctionSessions((_, inputs) => inputs);
        Samples(Verify(sessions, isLarge ? s_large : new SparedRuns(SparedRuns.LargeMacs - 1))).ShouldBe(expected);
        sessions.Opened.Select(target => target.Delegate).ShouldBe(["fast", "plain"]);
    }

    [Fact]
    public void FileThatFailsElsewhere_RunsOnEverything()
    {
        var sessions = new FunctionSessions((number, inputs) => number == 0 ? Larger(inputs) : inputs);
        var verdicts = Verify(sessions, s_large);
        verdicts.Select(v => v.Gate.Passed).ShouldBe([false, true]);
        Samples(verdicts).ShouldBe("random 8 wide 4, random 8 wide 4");
    }

    [Fact]
    public void DelegateThatTakesNothing_SparesNothing()
    {
        var sessions = new FunctionSessions((_, inputs) => inputs) { ActualDelegate = "plain" };
        Samples(Verify(sessions, s_large)).ShouldBe("random 8 wide 4");
    }

    [Fact]
    public void MistakeOfThePlainKernels_IsFound()
    {
        var sessions = new FunctionSessions((number, inputs) => number == 1 ? Larger(inputs) : inputs);
        Verify(sessions, s_large).Select(v => v.Gate.Passed).ShouldBe([true, false]);
    }

    [Fact]
    public void Data_RunOnAll()
    {
        var held = Set(ReferenceSet.HeldOut, 5);
        SparedRuns.Fewer(held).ShouldBeSameAs(held);
    }

    [Theory]
    [InlineData(Precision.Float32, true)]
    [InlineData(Precision.Float16, true)]
    [InlineData(Precision.DynamicRangeInt8, false)]
    [InlineData(Precision.Int8, false)]
    public void PrecisionsWhoseLimitsAreMeans_RunOnAll(Precision precision, bool pays) =>
        s_large.Pay(precision, OutputTraits.Of(s_signature)).ShouldBe(pays);

    [Fact]
    public void DecisionsAndFewElements_RunOnAll()
    {
        var traits = OutputTraits.Of(s_signature)[0];
        bool Pays(OutputTraits other) => s_large.Pay(Precision.Float32, [traits, other]);
        Pays(traits).ShouldBeTrue();
        Pays(traits with { IsWhole = true }).ShouldBeFalse();
        Pays(traits with { IsStepped = true }).ShouldBeFalse();
        Pays(traits with { Kind = OutputKind.Exact }).ShouldBeFalse();
        Pays(traits with { Shape = new Shape(1, 255) }).ShouldBeFalse();
    }

    private static IReadOnlyList<Verdict> Verify(FunctionSessions sessions, SparedRuns spared) =>
        new VariantVerifier(s_plan, sessions, GateLimits.Default, 1, null, CancellationToken.None)
        {
            Guard = new EngineWorkerOptions(),
            Traits = OutputTraits.Of(s_signature),
            Spared = spared,
        }
            .Verify("path", "any", Precision.Float32, s_signature, [Set(ReferenceSet.Random, 8), Set(ReferenceSet.Wide, 4)]);

    private static string Samples(IEnumerable<Verdict> verdicts) =>
        string.Join(", ", verdicts.Select(v => string.Join(' ', v.Parity.Select(p => $"{p.Set} {p.Samples}"))));

    private static IReadOnlyList<Tensor> Larger(IReadOnlyList<Tensor> inputs) =>
        [Tensor.Create(s_shape, Array.ConvertAll(inputs[0].ToSingles(), value => value * 1.1f))];

    private static ReferenceSet Set(string name, int count) => new(name, [.. Enumerable.Range(0, count).Select(i =>
    {
        var values = RandomInputs.Uniform(s_shape, -1, 1, (ulong)i << 20).ToSingles();
        return new ReferenceOutputs($"{i}", [Tensor.Create(s_shape, values)], [values]);
    })]);
}
