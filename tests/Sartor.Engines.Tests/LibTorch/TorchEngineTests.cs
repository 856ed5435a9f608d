using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Engines.Tests.LibTorch;

/// <summary>Against what PyTorch in Python gives for the same file and input.</summary>
public sealed class TorchEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IInferenceEngine _engine = InferenceEngines.Get("pytorch");

    public TorchEngineTests()
    {
        if (_engine.Probe().Problem is { } problem) Assert.Skip(problem);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Engine_IsOptIn() => _engine.IsOptIn.ShouldBeTrue();

    [Theory]
    [InlineData("save('net')", "TorchScript interpreter")]
    [InlineData("_save_for_lite_interpreter('net')", "lite interpreter")]
    public void Network_GivesWhatPyTorchGives(string save, string interpreter)
    {
        Make(
            "import torchvision\nm = torchvision.models.mobilenet_v2(weights=None).eval()\n"
            + $"for p in m.parameters(): p.data.normal_(0, 0.1)\nx = torch.rand(1, 3, 64, 64)\ntorch.jit.script(m).{save}\nwrite(x, m(x))");
        using var session = _engine.Prepare(In("net"), new EngineOptions());

        session.Delegation.Kernels.ShouldBe([new KernelCount(interpreter, 1)]);
        var output = session.Infer([Floats("0", 1, 3, 64, 64)]).ShouldHaveSingleItem();
        output.Shape.ShouldBe(new Shape(1, 1000));
        var expected = Floats("1", 1, 1000).ToSingles();
        expected.Distinct().Count().ShouldBeGreaterThan(900);
        output.ToSingles().ShouldBe(expected, 1e-4 * expected.Max(Math.Abs));
    }

    [Fact]
    public void FileThatIsOptimizedForMobile_Runs()
    {
        Make(
            "from torch.utils.mobile_optimizer import optimize_for_mobile\nm = networks.Net(3).eval()\nx = torch.rand(1, 3, 8, 8)\n"
            + "optimize_for_mobile(torch.jit.script(m))._save_for_lite_interpreter('net')\nwrite(x, m(x))");
        using var session = _engine.Prepare(In("net"), new EngineOptions { Threads = 2 });
        session.Inputs.Single().Name.ShouldBe("image");
        session.Infer([Floats("0", 1, 3, 8, 8)])[0].ToSingles().ShouldBe(Floats("1", 1, 3).ToSingles(), 1e-5);
    }

    [Fact]
    public void IntegersDictionariesAndInputsWithADefault_AreTaken()
    {
        Make("m = networks.Text().eval()\nx = torch.arange(6).reshape(1, 6)\ny = m(x)\n"
            + "torch.jit.trace(m, x, strict=False).save('net')\nwrite(y['scores'], y['hidden'])");
        using var session = _engine.Prepare(In("net"), new EngineOptions());
        session.Inputs.Select(input => input.Name).ShouldBe(["ids"]);
        var outputs = session.Infer([Tensor.Create(new Shape(1, 6), [0L, 1, 2, 3, 4, 5])]);
        session.Outputs.Select(output => output.Name).ShouldBe(["output_0", "output_1"]);
        outputs[0].ToSingles().ShouldBe(Floats("0", 1, 3).ToSingles(), 1e-6);
        outputs[1].ToSingles().ShouldBe(Floats("1", 1, 6, 8).ToSingles(), 1e-6);
    }

    [Fact]
    public void BothBranchesOfAScript_Run()
    {
        Make("torch.jit.script(networks.Branch()).save('net')");
        using var session = _engine.Prepare(In("net"), new EngineOptions());
        session.Infer([Tensor.Create(new Shape(2), [1f, 2])])[0].ToSingles().ShouldBe([2f, 4]);
        session.Infer([Tensor.Create(new Shape(2), [-1f, -2])])[0].ToSingles().ShouldBe([-2f, -5]);
    }

    [Fact]
    public void InputThatIsNoTensor_IsRefusedByName()
    {
        Make("class Many(torch.nn.Module):\n    pass\nm = torch.jit.script(Many())\n"
            + "m.define('def forward(self, parts: List[Tensor]) -> Tensor:\\n    return parts[0]\\n')\nm.save('net')");
        Should.Throw<EngineException>(() => _engine.Prepare(In("net"), new EngineOptions())).Message
            .ShouldContain("its input 'parts' is a Tensor[]; only tensors can be fed");
    }

    [Fact]
    public void Weights_AreNoNetwork()
    {
        Make("torch.save(networks.Net(3).state_dict(), 'net')");
        Should.Throw<EngineException>(() => _engine.Prepare(In("net"), new EngineOptions())).Message.ShouldContain(In("net"));
    }

    private void Make(string program)
    {
        PyTorch.Run(
            "def write(*tensors):\n    for i, t in enumerate(tensors): open(str(i), 'wb').write(t.detach().float().numpy().tobytes())\n"
            + program, _folder.Path);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private Tensor Floats(string name, params long[] extents) =>
        new(ElementType.Float32, new Shape(extents), File.ReadAllBytes(In(name)));
}
