using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Contracts.Engines;

/// <summary>
/// What every engine of the catalog must do, with each of its delegates. Needs <c>tests/data/tiny/dense.{format}</c>:
/// y = relu(x · W + b), x float32[N,4] with N free, y float32[N,3].
/// </summary>
public abstract class EngineContract
{
    // LiteRT.js resizes no input: its models run with the extents of the file.
    private static readonly string[] FixedExtents = ["litert"];

    // TorchScript tells no type, no shape and no name of an output; what is fed holds, and what does not fit shows in a run.
    private static readonly string[] Untyped = ["pytorch"];

    public static TheoryData<string, string> Delegates
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var engine in InferenceEngines.Catalog.All)
            {
                foreach (var name in engine.Delegates) data.Add(engine.Name, name);
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Probe_SaysVersionOrHowToGetIt(string engine, string _)
    {
        var availability = InferenceEngines.Get(engine).Probe();
        (availability.Version is null).ShouldBe(!availability.IsAvailable);
        if (!availability.IsAvailable) availability.Problem!.ShouldContain("build");
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Infer_TinyModel_GivesHandComputedValues(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        session.Inputs.Count.ShouldBe(1);
        session.Inputs[0].Name.ShouldBe("x");
        var untyped = Untyped.Contains(engine);
        session.Inputs[0].Type.ShouldBe(untyped ? TensorType.Unknown : new TensorType(ElementType.Float32, new Shape(1, 4)));
        session.Inputs[0].DynamicAxes.ShouldBe(untyped || FixedExtents.Contains(engine) ? [] : [0]);
        session.Outputs[0].Name.ShouldBe(untyped ? "output" : "y");
        session.Outputs[0].Type.Element.ShouldBe(untyped ? ElementType.Unknown : ElementType.Float32);

        var outputs = session.Infer([Row(1, 2, 3, 4)]);

        // 1·(1,-2,.5) + 2·(0,1,-1) + 3·(2,.25,1) + 4·(-1,1,3) + (.5,-1,2) = (3.5, 3.75, 15.5)
        outputs.Count.ShouldBe(1);
        outputs[0].Shape.ShouldBe(new Shape(1, 3));
        outputs[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Infer_NegativeSum_IsCutByTheActivation(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        session.Infer([Row(-1, 0, 0, 0)])[0].ToSingles().ShouldBe([0f, 1f, 1.5f], 1e-5);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Infer_OtherExtentOnFreeAxis_GivesThatManyRows(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        session.Infer([Row(1, 2, 3, 4)])[0].Shape.ShouldBe(new Shape(1, 3));
        if (FixedExtents.Contains(engine))
        {
            Should.Throw<EngineException>(
                () => session.Bind([Tensor.Create(new Shape(2, 4), new float[8])])).Message.ShouldContain("[1,4]");
            return;
        }
        var two = session.Infer([Tensor.Create(new Shape(2, 4), [1f, 2, 3, 4, -1, 0, 0, 0])])[0];
        two.Shape.ShouldBe(new Shape(2, 3));
        two.ToSingles().ShouldBe([3.5f, 3.75f, 15.5f, 0f, 1f, 1.5f], 1e-5);
        session.Infer([Row(1, 2, 3, 4)])[0].Shape.ShouldBe(new Shape(1, 3));
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Infer_Repeated_GivesTheSameBytes(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        var first = session.Infer([Row(0.1f, -0.7f, 3, 1e-3f)])[0].Data.ToArray();
        for (var i = 0; i < 5; i++) session.Run();
        session.ReadOutputs()[0].Data.ToArray().ShouldBe(first);
        session.Infer([Row(9, 9, 9, 9)])[0].Data.ToArray().ShouldNotBe(first);
        session.Infer([Row(0.1f, -0.7f, 3, 1e-3f)])[0].Data.ToArray().ShouldBe(first);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Proof_NamesWhatWasAskedForAndCountsNodes(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        session.Delegation.RequestedDelegate.ShouldBe(delegateName);
        session.Delegation.IsComplete.ShouldBeTrue(session.Delegation.ToString());
        session.Delegation.NodeCount.ShouldBeInRange(1, 2);
        session.Delegation.Kernels.Sum(kernel => kernel.Count).ShouldBeInRange(1, session.Delegation.NodeCount);
        session.Delegation.Evidence.ShouldNotBeEmpty();
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Bind_WrongShapeTypeOrCount_NamesInputAndBoth(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        Should.Throw<EngineException>(() => session.Bind([])).Message.ShouldContain("1 inputs");
        if (Untyped.Contains(engine))
        {
            WrongShapeOrType_ShowsInTheRun(session);
            return;
        }
        var shape = Should.Throw<EngineException>(() => session.Bind([Tensor.Create(new Shape(1, 5), new float[5])])).Message;
        shape.ShouldContain("'x'");
        shape.ShouldContain(FixedExtents.Contains(engine) ? "float32[1,4]" : "float32[?,4]");
        shape.ShouldContain("float32[1,5]");
        Should.Throw<EngineException>(() => session.Bind([Tensor.Create(new Shape(4), new float[4])])).Message.ShouldContain("float32[4]");
        Should.Throw<EngineException>(() => session.Bind([Tensor.Create(new Shape(1, 4), new int[4])])).Message.ShouldContain("int32[1,4]");
        session.Infer([Row(1, 2, 3, 4)])[0].ToSingles()[0].ShouldBe(3.5f, 1e-5);
    }

    private static void WrongShapeOrType_ShowsInTheRun(IInferenceSession session)
    {
        foreach (var (wrong, text) in new[]
        {
            (Tensor.Create(new Shape(1, 5), new float[5]), "float32[1,5]"), (Tensor.Create(new Shape(1, 4), new int[4]), "int32[1,4]"),
        })
        {
            session.Bind([wrong]);
            var message = Should.Throw<EngineException>(session.Run).Message;
            message.ShouldContain("'x'");
            message.ShouldContain(text);
            message.ShouldNotContain("\n");
        }
        session.Infer([Row(1, 2, 3, 4)])[0].ToSingles()[0].ShouldBe(3.5f, 1e-5);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Run_BeforeBind_IsABug(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        Should.Throw<InvalidOperationException>(session.Run);
        Should.Throw<InvalidOperationException>(() => session.ReadOutputs());
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Prepare_MissingFile_SaysSo(string engine, string delegateName)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Should.Throw<ModelFormatException>(() => Prepare(engine, delegateName, path).Dispose()).Message.ShouldContain("no such file");
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Prepare_TruncatedFile_IsRefused(string engine, string delegateName)
    {
        var whole = File.ReadAllBytes(TinyModel(engine));
        foreach (var length in new[] { 0, 1, 7, 40, whole.Length / 2, whole.Length - 20 })
        {
            using var file = new TemporaryFile(whole.AsSpan(0, length));
            Should.Throw<SartorException>(
                () => Prepare(engine, delegateName, file.Path).Dispose(), $"{length} bytes").Message.ShouldContain(file.Path);
        }
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Prepare_RandomBytes_IsRefused(string engine, string delegateName)
    {
        var bytes = new byte[5000];
        new Random(1).NextBytes(bytes);
        using var file = new TemporaryFile(bytes);
        Should.Throw<EngineException>(() => Prepare(engine, delegateName, file.Path).Dispose());
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Prepare_UnknownDelegateOrThreads_ListsWhatThereIs(string engine, string delegateName)
    {
        Should.Throw<OptionException>(() => Prepare(engine, "abacus")).Message.ShouldContain(delegateName);
        var options = new EngineOptions { Delegate = delegateName, Threads = 0 };
        Should.Throw<OptionException>(
            () => InferenceEngines.Get(engine).Prepare(TinyModel(engine), options)).Message.ShouldContain("threads");
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Dispose_Twice_IsHarmless(string engine, string delegateName)
    {
        var session = Prepare(engine, delegateName);
        session.Infer([Row(1, 2, 3, 4)]);
        session.Dispose();
        session.Dispose();
        Should.Throw<ObjectDisposedException>(session.Run);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Sessions_SideBySide_DoNotDisturbEachOther(string engine, string delegateName)
    {
        using var one = Prepare(engine, delegateName);
        using var two = Prepare(engine, delegateName);
        one.Bind([Row(1, 2, 3, 4)]);
        two.Infer([Row(0, 0, 0, 0)])[0].ToSingles().ShouldBe([0.5f, 0f, 2f], 1e-5);
        one.Run();
        one.ReadOutputs()[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Profile_TellsEachStepOrWhyNot(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName, profiles: true);
        var runs = new ProfileLimits { MaxRuns = 5, MaxTime = TimeSpan.FromMinutes(1) };
        session.Infer([Row(1, 2, 3, 4)]);
        // Twice, for an engine that ends its profile once.
        for (var round = 0; round < 2; round++)
        {
            var profile = session.Profile(runs);
            profile.Steps.Count.ShouldBe(profile.Problem is null ? 1 : 0, "each runtime makes one step of the two nodes");
            profile.Runs.ShouldBe(profile.Problem is null ? 5 : 0);
            (profile.RunNs > 0).ShouldBe(profile.Problem is null);
            foreach (var step in profile.Steps)
            {
                step.Delegate.ShouldBe(delegateName is "xnnpack" ? "xnnpack" : null);
                step.Nodes.Count.ShouldBe(1);
                step.Nodes[0].Output.ShouldBeOneOf("y", null);
            }
        }
        session.ReadOutputs()[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
        session.Infer([Row(-1, 0, 0, 0)])[0].ToSingles().ShouldBe([0f, 1f, 1.5f], 1e-5);
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Profile_OfASessionThatDoesNotProfile_SaysSo(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName);
        session.Bind([Row(1, 2, 3, 4)]);
        var profile = session.Profile(new ProfileLimits());
        profile.Problem.ShouldNotBeNullOrEmpty();
        profile.Problem.ShouldNotEndWith(".");
        profile.Steps.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Delegates))]
    public void Profile_WithoutRunsOrTime_IsRefused(string engine, string delegateName)
    {
        using var session = Prepare(engine, delegateName, profiles: true);
        session.Bind([Row(1, 2, 3, 4)]);
        Should.Throw<OptionException>(() => session.Profile(new ProfileLimits { MaxRuns = 0 })).Message.ShouldContain("runs");
        Should.Throw<OptionException>(() => session.Profile(new ProfileLimits { MaxTime = TimeSpan.Zero })).Message.ShouldContain("time");
    }

    private static Tensor Row(params float[] values) => Tensor.Create(new Shape(1, 4), values);

    private static string TinyModel(string engine) => TestFiles.Data("tiny", $"dense.{InferenceEngines.Get(engine).Format}");

    private static IInferenceSession Prepare(string name, string delegateName, string? path = null, bool profiles = false)
    {
        var engine = InferenceEngines.Get(name);
        if (engine.Probe().Problem is { } problem) Assert.Skip($"{name}: {problem}");
        return engine.Prepare(path ?? TinyModel(name), new EngineOptions { Delegate = delegateName, Profiles = profiles });
    }
}
