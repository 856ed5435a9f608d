using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

public sealed class PythonProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/no/such/python", null, "--python names /no/such/python, which is not a program")]
    [InlineData(null, "/no/such/python", "SARTOR_PYTHON names /no/such/python, which is not a program")]
    public void Named_program_has_to_be_there(string? named, string? variable, string problem) =>
        Should.Throw<EngineException>(() => PythonProgram.Find(named, variable)).Message.ShouldContain(problem);

    [Fact]
    public void Program_without_PyTorch_is_told_how_to_get_it()
    {
        var python = Program("exit 1");
        Should.Throw<EngineException>(() => PythonProgram.Find(python))
            .Message.ShouldContain($"{python} of --python has no PyTorch; install");
    }

    [Fact]
    public void Named_program_comes_before_the_variable()
    {
        var python = Program("exit 0");
        PythonProgram.Find(python, "/no/such/python").ShouldBe(python);
        PythonProgram.Find("", python).ShouldBe(python);
    }

    // What answers, but no bridge.
    [Theory]
    [InlineData("[ $# = 2 ] && exit 0; echo it broke >&2; exit 3", "Python ended with code 3: it broke")]
    [InlineData("[ $# = 2 ] && exit 0; echo this is not a message at all; exec cat > /dev/null", "PyTorch: ")]
    public void Program_that_is_no_Python_is_told_as_such(string script, string problem)
    {
        var source = new TorchSource { ScriptPath = Networks.Script, Name = "Net", Inputs = [], Python = Program(script) };
        Should.Throw<EngineException>(() => TorchModel.Export(source)).Message.ShouldContain(problem);
    }

    private string Program(string script)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no shell is on this machine");
        var path = Path.Combine(_folder.Path, "python3");
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }
}
