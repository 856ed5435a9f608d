using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

public sealed class TorchModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Network_is_exported_and_agrees_with_PyTorch()
    {
        using var torch = TorchModel.Export(Networks.Net, TestContext.Current.CancellationToken);
        Path.GetFileName(torch.Path).ShouldBe("Net.onnx");
        torch.Diagnostics[0].Code.ShouldBe("torch-export");
        torch.Diagnostics[0].Message.ShouldContain("it agrees with PyTorch on 68 seeded inputs");
        torch.Diagnostics[1].Code.ShouldBe("no-weights");
        using var model = SourceModels.Open(torch.Path, Formats.ModelReadOptions.Default);
        model.Graph.Inputs.Single().Name.ShouldBe("image");
        model.Graph.Outputs.Single().Type.ShouldBe(new TensorType(ElementType.Float32, new Shape(1, 3)));
    }

    [Fact]
    public void Temporary_files_go_with_the_model()
    {
        var torch = TorchModel.Export(Networks.Net, TestContext.Current.CancellationToken);
        File.Exists(torch.Path).ShouldBeTrue();
        torch.Dispose();
        Directory.Exists(Path.GetDirectoryName(torch.Path)).ShouldBeFalse();
    }

    [Fact]
    public void Integers_names_and_dictionaries_are_taken()
    {
        var source = Networks.Of(
            "Text", new TorchInput("mask", new Shape(1, 6)), new TorchInput(null, new Shape(1, 6), ElementType.Int64));
        using var torch = TorchModel.Export(source, TestContext.Current.CancellationToken);
        using var model = SourceModels.Open(torch.Path, Formats.ModelReadOptions.Default);
        model.Graph.Inputs.Select(i => (i.Name, i.Type.Element)).ShouldBe([("ids", ElementType.Int64), ("mask", ElementType.Float32)]);
        model.Graph.Outputs.Select(o => o.Name).ShouldBe(["scores", "hidden"]);
    }

    [Fact]
    public void Source_gives_what_PyTorch_gives()
    {
        PyTorch.Run(
            "m = networks.make().eval(); torch.save(m.state_dict(), 'w.pt')\n"
            + "open('y', 'w').write(' '.join(repr(v) for v in m(torch.arange(12.).reshape(1, 12)).flatten().tolist()))", _folder.Path);
        var source = Networks.Of("make", new TorchInput(null, new Shape(1, 12))) with { WeightsPath = Path.Combine(_folder.Path, "w.pt") };
        using var torch = TorchModel.Export(source, TestContext.Current.CancellationToken);
        using var model = SourceModels.Open(torch.Path, Formats.ModelReadOptions.Default);
        using var session = torch.Start(model, TestContext.Current.CancellationToken);
        float[] input = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        var expected = File.ReadAllText(Path.Combine(_folder.Path, "y")).Split(' ').Select(float.Parse).ToArray();
        session.Run("0", [Tensor.Create(new Shape(1, 12), input)], null).Outputs.Single().ShouldBe(expected, 1e-6f);
    }

    [Theory]
    [InlineData("m.state_dict()")]
    [InlineData("{'epoch': 3, 'state_dict': m.state_dict()}")]
    [InlineData("{'model': {'module.' + k: v for k, v in m.state_dict().items()}, 'best': 5}")]
    public void Weights_are_read_from_checkpoints(string saved)
    {
        PyTorch.Run($"m = networks.Net(3); torch.save({saved}, 'w.pt')", _folder.Path);
        using var torch = TorchModel.Export(
            Networks.Net with { WeightsPath = Path.Combine(_folder.Path, "w.pt") }, TestContext.Current.CancellationToken);
        torch.Diagnostics.Select(d => d.Code).ShouldBe(["torch-export"]);
    }

    [Theory]
    [InlineData("networks.Net(4).state_dict()", "'head.weight' is [4, 8], but [3, 8] in the model")]
    [InlineData("networks.make().state_dict()", "7 missing (features.0.weight,")]
    [InlineData("networks.make().state_dict()", "2 unexpected (1.weight, 1.bias)")]
    [InlineData("networks.Net(3)", "Unsupported class networks.Net")]
    [InlineData("{'epoch': 3}", "holds tensors by name")]
    public void Weights_of_something_else_are_refused(string saved, string problem)
    {
        PyTorch.Run($"torch.save({saved}, 'w.pt')", _folder.Path);
        var weights = Path.Combine(_folder.Path, "w.pt");
        var error = Should.Throw<ModelFormatException>(() => TorchModel.Export(Networks.Net with { WeightsPath = weights }));
        error.Message.ShouldStartWith(weights);
        error.Message.ShouldContain(problem);
    }

    [Theory]
    [InlineData("Branch", "does not compute what the model computes")]
    [InlineData("Branch", "Converting a tensor to a Python boolean might cause the trace to be incorrect")]
    [InlineData("Square", "line 47 of networks.py: forward fails on inputs of these shapes (RuntimeError: shape '[7, 7]' is invalid")]
    [InlineData("Positive", "the shape of its output 'output' depends on values")]
    [InlineData("Nowhere", "has no 'Nowhere'; its modules are Branch, Ending, Greedy, Net, Positive, Sleepy, Square, Text")]
    [InlineData("Net", "missing a required argument: 'num_classes'; give arguments of the class with --arg")]
    [InlineData("number", "'number' is neither a class nor a function nor a torch.nn.Module")]
    [InlineData("Text", "forward fails")]
    public void Model_that_cannot_be_exported_is_refused_with_the_reason(string name, string problem) =>
        Should.Throw<SartorException>(() => TorchModel.Export(Networks.Of(name, new TorchInput(null, new Shape(1, 5)))))
            .Message.ShouldContain(problem);

    [Fact]
    public void Inputs_without_shapes_are_named() =>
        Should.Throw<ModelFormatException>(() => TorchModel.Export(Networks.Net with { Inputs = [] }))
            .Message.ShouldContain("nothing states the shape of 'image'; forward takes image");

    [Fact]
    public void File_that_does_not_import_is_told_by_its_line()
    {
        var script = Path.Combine(_folder.Path, "broken.py");
        File.WriteAllText(script, "import math\nimport no_such_module\n");
        Should.Throw<ModelFormatException>(() => TorchModel.Export(Networks.Of("Net") with { ScriptPath = script }))
            .Message.ShouldContain(
                "line 2 of broken.py: the file cannot be imported (ModuleNotFoundError: No module named 'no_such_module')");
    }

    [Fact]
    public void Relative_imports_find_their_package()
    {
        var package = Directory.CreateDirectory(Path.Combine(_folder.Path, "vision")).FullName;
        File.WriteAllText(Path.Combine(package, "__init__.py"), "");
        File.WriteAllText(
            Path.Combine(package, "layers.py"), "import torch\nclass Twice(torch.nn.Module):\n  def forward(s, x): return x * 2\n");
        File.WriteAllText(Path.Combine(package, "net.py"), "from .layers import Twice\n");
        using var torch = TorchModel.Export(
            Networks.Of("Twice", new TorchInput(null, new Shape(1, 4))) with { ScriptPath = Path.Combine(package, "net.py") },
            TestContext.Current.CancellationToken);
        torch.Diagnostics[0].Message.ShouldContain("agrees");
        Directory.EnumerateDirectories(package).ShouldBeEmpty();
    }

    [Fact]
    public void Process_that_takes_too_long_is_ended()
    {
        var clock = Stopwatch.StartNew();
        Should.Throw<EngineException>(() => TorchModel.Export(Networks.Of("Sleepy") with { TimeLimit = TimeSpan.FromSeconds(4) }))
            .Message.ShouldContain("did not answer within 4");
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(60);
    }

    // 3 GiB of weights.
    [Fact]
    public void Process_that_takes_too_much_memory_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux bounds what a process allocates");
        var source = Networks.Of("Greedy") with { MemoryLimitBytes = 2L << 30 };
        Should.Throw<ModelFormatException>(() => TorchModel.Export(source)).Message.ShouldContain("can't allocate memory");
    }

    [Fact]
    public void Process_that_ends_is_told_by_its_code() =>
        Should.Throw<EngineException>(() => TorchModel.Export(Networks.Of("Ending"))).Message.ShouldContain("Python ended with code 9");

    [Fact]
    public void Cancellation_ends_the_process()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        Should.Throw<OperationCanceledException>(() => TorchModel.Export(Networks.Of("Sleepy"), cancellation.Token));
    }

    // A script keeps both branches, which tracing does not.
    [Theory]
    [InlineData("torch.jit.script(networks.Branch())", "x", "68 seeded inputs")]
    [InlineData("torch.jit.trace(networks.Text().eval(), torch.zeros(1, 5).long(), strict=False)", "ids", "64 seeded inputs")]
    public void Script_is_exported_and_agrees_with_PyTorch(string script, string input, string count)
    {
        PyTorch.Run($"{script}.save('net.pt')", _folder.Path);
        var shape = new TorchInput(input, new Shape(1, 5), input == "ids" ? ElementType.Int64 : ElementType.Float32);
        using var torch = TorchModel.Export(
            new TorchSource { ScriptPath = Path.Combine(_folder.Path, "net.pt"), Name = null, Inputs = [shape] },
            TestContext.Current.CancellationToken);
        Path.GetFileName(torch.Path).ShouldBe("net.onnx");
        torch.Diagnostics.Single().Message.ShouldContain($"agrees with PyTorch on {count}");
    }

    [Fact]
    public void Script_that_is_damaged_is_refused()
    {
        PyTorch.Require();
        var path = Path.Combine(_folder.Path, "net.pt");
        File.WriteAllText(path, "no script");
        Should.Throw<ModelFormatException>(() => TorchModel.Export(new TorchSource { ScriptPath = path, Name = null, Inputs = [] }))
            .Message.ShouldContain("net.pt: PyTorch cannot load it (RuntimeError: ");
    }

    [Fact]
    public void Missing_files_are_named()
    {
        var source = new TorchSource { ScriptPath = "nowhere.py", Name = "Net", Inputs = [] };
        Should.Throw<ModelFormatException>(() => TorchModel.Export(source)).Message.ShouldBe("nowhere.py: the file does not exist.");
        Should.Throw<ModelFormatException>(() => TorchModel.Export(source with { ScriptPath = Networks.Script, WeightsPath = "w.pt" }))
            .Message.ShouldBe("w.pt: the file does not exist.");
    }
}
