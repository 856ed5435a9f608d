using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Torch;

namespace Sartor.Lab.Tests.Torch;

public sealed class TorchSourceTests
{
    [Theory]
    [InlineData("net.py:Net", "net.py", "Net")]
    [InlineData("a b/net.py:vision.Net2", "a b/net.py", "vision.Net2")]
    [InlineData(@"C:\models\net.py:Net", @"C:\models\net.py", "Net")]
    public void Python_file_with_a_class_is_a_source(string text, string script, string name)
    {
        TorchSource.TryParse(text, out var file, out var type).ShouldBeTrue();
        (file, type).ShouldBe((script, name));
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("net.py.onnx")]
    [InlineData(@"C:\net.onnx")]
    [InlineData("net.pyc:Net")]
    [InlineData("")]
    public void Other_paths_are_none(string text) => TorchSource.TryParse(text, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("net.py")]
    [InlineData("net.py:")]
    public void Class_is_asked_for(string text) =>
        Should.Throw<OptionException>(() => TorchSource.TryParse(text, out _, out _)).Message.ShouldContain("name the class");

    [Theory]
    [InlineData("1,3,224,224", null, "[1,3,224,224]", ElementType.Float32)]
    [InlineData("image=1,3,8,8", "image", "[1,3,8,8]", ElementType.Float32)]
    [InlineData("ids=1,128:int64", "ids", "[1,128]", ElementType.Int64)]
    [InlineData("7:bool", null, "[7]", ElementType.Bool)]
    public void Inputs_have_names_shapes_and_types(string text, string? name, string shape, ElementType element)
    {
        var input = TorchInput.Parse(text, "--input-shape");
        (input.Name, input.Shape.ToString(), input.Element).ShouldBe((name, shape, element));
    }

    [Theory]
    [InlineData("", "is not of the form")]
    [InlineData("1,0,3", "is not of the form")]
    [InlineData("1,,3", "is not of the form")]
    [InlineData("1,-3", "is not of the form")]
    [InlineData("x=", "is not of the form")]
    [InlineData("=1,3", "is not of the form")]
    [InlineData("2147483647,2147483647,2147483647", "is not of the form")]
    [InlineData("1,3:string", "unknown element type 'string'")]
    public void Other_inputs_are_refused(string text, string problem) =>
        Should.Throw<OptionException>(() => TorchInput.Parse(text, "--input-shape")).Message.ShouldContain(problem);
}
