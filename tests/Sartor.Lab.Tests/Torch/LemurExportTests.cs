using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

/// <summary>Networks in the format of LEMUR's nn-dataset, tests/data/lemur, exported by PyTorch and compared with it.</summary>
public sealed class LemurExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Scripts => Path.Combine(_folder.Path, "nn");

    private string Models => Path.Combine(_folder.Path, "models");

    public LemurExportTests()
    {
        Directory.CreateDirectory(Scripts);
        File.WriteAllText(Path.Combine(Scripts, "__init__.py"), "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_IsExportedWhole()
    {
        PyTorch.Require();
        foreach (var script in Directory.GetFiles(TestFiles.Data("lemur"), "*.py"))
            File.Copy(script, Path.Combine(Scripts, Path.GetFileName(script)));
        var told = new List<LemurNetwork>();
        var networks = LemurExport.Run(Options() with { InputShape = new Shape(1, 3, 16, 16), Classes = 7 }, told.Add);
        networks.Select(network => network.Problem).ShouldAllBe(problem => problem == null);
        networks.Select(network => network.Name).ShouldBe(["SmallAlexNet", "SmallMixer", "SmallMobileNet", "SmallResNet", "SmallSqueeze"]);
        told.ShouldBe(networks);
        foreach (var network in networks)
        {
            using var model = ModelFormats.Open(Path.Combine(Models, $"{network.Name}.onnx"));
            model.Graph.Inputs.Single().Type.Shape!.Extents.ToArray().ShouldBe([1, 3, 16, 16]);
            model.Graph.Outputs.Single().Type.Shape!.Extents.ToArray().ShouldBe([1, 7], network.Name);
        }
    }

    [Fact]
    public void Network_ThatFails_HasAReasonAndStopsNothing()
    {
        PyTorch.Require();
        File.Copy(TestFiles.Data("lemur", "SmallSqueeze.py"), Path.Combine(Scripts, "Right.py"));
        Write("Broken", "raise ValueError('it broke')");
        Write("Endless", "while True: pass");
        Write("Exits", "import os; os._exit(7)");
        Write("Nameless", "x = 1");
        Write("Syntax", "def (");
        Write("Asks", "class Net:\n    def __init__(self, in_shape, out_shape, prm, device, more): pass");
        Write("Imports", "import no_such_module_anywhere");
        var networks = LemurExport.Run(Options() with { Deadline = TimeSpan.FromSeconds(20) }, _ => { });
        var problems = networks.ToDictionary(network => network.Name, network => network.Problem);
        problems["Right"].ShouldBeNull();
        problems["Broken"].ShouldNotBeNull().ShouldContain("it broke");
        problems["Endless"].ShouldNotBeNull().ShouldContain("within 20");
        problems["Exits"].ShouldNotBeNull();
        problems["Nameless"].ShouldNotBeNull().ShouldContain("has no 'Net'");
        problems["Syntax"].ShouldNotBeNull().ShouldContain("line 1");
        problems["Asks"].ShouldNotBeNull().ShouldContain("more");
        problems["Imports"].ShouldNotBeNull().ShouldContain("install it");
        foreach (var option in (string[])["--arg", "--input-shape", "--python"])
            problems.Values.OfType<string>().ShouldAllBe(problem => !problem.Contains(option), "campaign init has no such option");
        Directory.GetFiles(Models).Select(Path.GetFileName).ShouldBe(["Right.onnx"]);
    }

    [Fact]
    public void Network_ThatWasExported_IsKeptUntilItsSourceChanges()
    {
        PyTorch.Require();
        var script = Path.Combine(Scripts, "Right.py");
        File.Copy(TestFiles.Data("lemur", "SmallSqueeze.py"), script);
        LemurExport.Run(Options(), _ => { }).Single().IsKept.ShouldBeFalse();
        LemurExport.Run(Options(), _ => { }).Single().IsKept.ShouldBeTrue();
        File.SetLastWriteTimeUtc(script, File.GetLastWriteTimeUtc(Path.Combine(Models, "Right.onnx")).AddSeconds(1));
        LemurExport.Run(Options(), _ => { }).Single().IsKept.ShouldBeFalse();
    }

    [Fact]
    public void Folder_WithoutNetworks_IsRefused()
    {
        Should.Throw<OptionException>(() => LemurExport.Run(Options(), _ => { })).Message.ShouldContain("has no Python files");
        Should.Throw<OptionException>(() => LemurExport.Run(Options() with { Folder = Models }, _ => { }))
            .Message.ShouldContain("is not a folder");
        Directory.Exists(Models).ShouldBeFalse();
    }

    private LemurOptions Options() => new() { Folder = Scripts, OutputFolder = Models };

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Scripts, $"{name}.py"), text);
}
