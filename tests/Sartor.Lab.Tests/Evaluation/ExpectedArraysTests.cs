using System.Runtime.InteropServices;
using System.Text;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Arrays in the place of a source: which files are taken, and what has to fit the model.</summary>
public sealed class ExpectedArraysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folder_HasOneFileOfEachOrNumberedOnes()
    {
        Should.Throw<DataSetException>(() => ExpectedArrays.Open(_folder.Path, null)).Message.ShouldContain("has neither input.npy nor");
        Npy("input.0.npy", "(2, 3)", new float[6]);
        Npy("input.1.npy", "(2, 1)", new float[2]);
        Npy("input.3.npy", "(2, 1)", new float[2]);
        Should.Throw<DataSetException>(() => ExpectedArrays.Open(_folder.Path, null)).Message.ShouldContain("has neither output.npy nor");
        Npy("output.npy", "(2, 3)", new float[6]);
        Should.Throw<OptionException>(() => ExpectedArrays.Open(_folder.Path, "data.npy")).Message
            .ShouldContain("the folder of --expected has the inputs already");
        using var arrays = ExpectedArrays.Open(_folder.Path, null);
        (arrays.Count, arrays.Path).ShouldBe((2, _folder.Path));
        using var model = Open(new OnnxBuilder().Input("x", ElementType.Float32, 1, 3).Input("z", ElementType.Float32, 1, 1)
            .Node("Add", ["x", "z"], ["y"]).Output("y", ElementType.Float32, 1, 3));
        var graph = arrays.Signature(model);
        graph.Inputs.Select(v => $"{v.Name} {v.Type}").ShouldBe(["x float32[1,3]", "z float32[1,1]"]);
        graph.Outputs.Select(v => $"{v.Name} {v.Type}").ShouldBe(["y float32[1,3]"]);
        var described = arrays.Describe(graph);
        (described.Format, described.Inputs.Count, described.Outputs.Count, described.Parameters).ShouldBe(("arrays", 2, 1, 0));
        string[] files = [.. new[] { "input.0.npy", "input.1.npy", "output.npy" }.Select(n => Path.Combine(_folder.Path, n))];
        described.SizeBytes.ShouldBe(files.Sum(f => new FileInfo(f).Length));
        var lines = string.Concat(files.Select(f => $"{ModelFile.Sha256(f)} {Path.GetFileName(f)}\n"));
        described.Sha256.ShouldBe(System.Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(lines))));
    }

    [Fact]
    public void File_NeedsItsInputs()
    {
        var output = Npy("y.npy", "(2, 3)", [1, 2, 3, 4, 5, 6]);
        Should.Throw<OptionException>(() => ExpectedArrays.Open(output, null)).Message
            .ShouldContain("is a file of outputs; give the inputs that they belong to with --data");
        Should.Throw<DataSetException>(() => ExpectedArrays.Open(output, Npy("three.npy", "(3, 3)", new float[9]))).Message
            .ShouldContain("has 2 samples, but");
        using var arrays = ExpectedArrays.Open(output, Npy("x.npy", "(2, 3)", [0, -1, 2, 3, 4, 5]));
        using var model = Relu();
        var set = arrays.Set(ModelSignature.Of(arrays.Signature(model)));
        set.Name.ShouldBe("held-out");
        var samples = set.Samples.ToArray();
        samples.Select(s => s.Id).ShouldBe(["0", "1"]);
        samples[0].Inputs[0].Shape.ShouldBe(new Shape(1, 3));
        samples[0].Inputs[0].ToSingles().ShouldBe([0, -1, 2]);
        samples[1].Outputs[0].ShouldBe([4, 5, 6]);
    }

    /// <summary>An array is of the model's kind of numbers and of as many elements, with its batch of 1 or without.</summary>
    [Theory]
    [InlineData("(2, 3)", "float32[1,3]")]
    [InlineData("(2, 1, 3)", "float32[1,3]")]
    [InlineData("(2, 3, 1)", "float32[1,3]")]
    [InlineData("(2, 1, 3, 1)", "float32[1,3]")]
    [InlineData("(2, 4)", "has samples of the shape [4], but 'x' of the model is [1,3]")]
    public void Samples_HaveTheElementsOfTheModel(string shape, string expected)
    {
        var count = shape.Contains('4') ? 8 : 6;
        using var arrays = ExpectedArrays.Open(Npy("y.npy", "(2, 3)", new float[6]), Npy("x.npy", shape, new float[count]));
        using var model = Relu();
        if (expected.StartsWith("float", StringComparison.Ordinal))
            arrays.Signature(model).Inputs[0].Type.ToString().ShouldBe(expected);
        else Should.Throw<DataSetException>(() => arrays.Signature(model)).Message.ShouldContain(expected);
    }

    /// <summary>Axes in another order keep that order, with the batch before them where it is missing.</summary>
    [Theory]
    [InlineData("(2, 4, 5, 3)", "[1,4,5,3]")]
    [InlineData("(2, 1, 4, 5, 3)", "[1,4,5,3]")]
    [InlineData("(2, 3, 4, 5)", "[1,3,4,5]")]
    public void OrderOfAxes_IsThatOfTheArray(string shape, string expected)
    {
        using var arrays = ExpectedArrays.Open(Npy("y.npy", "(2, 60)", new float[120]), Npy("x.npy", shape, new float[120]));
        using var model = Open(new OnnxBuilder().Input("x", ElementType.Float32, 1, 3, 4, 5).Initializer("s", [2], 1L, 60L)
            .Node("Reshape", ["x", "s"], ["y"]).Output("y", ElementType.Float32, 1, 60));
        arrays.Signature(model).Inputs[0].Type.Shape!.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Arrays_AreAsManyAndOfTheKindOfTheModel()
    {
        using var model = Open(new OnnxBuilder().Input("i", ElementType.Int64, 2).Node("Neg", ["i"], ["y"])
            .Output("y", ElementType.Int64, 2));
        using (var reals = ExpectedArrays.Open(Npy("y.npy", "(2, 2)", new float[4]), Npy("x.npy", "(2, 2)", new float[4])))
            Should.Throw<DataSetException>(() => reals.Signature(model)).Message
                .ShouldContain("holds float32, but 'i' of the model is int64; save it with that type");
        Npy("input.npy", "(2, 2)", new float[4]);
        Npy("output.0.npy", "(2, 2)", new float[4]);
        Npy("output.1.npy", "(2, 2)", new float[4]);
        using var two = ExpectedArrays.Open(_folder.Path, null);
        using var relu = Open(new OnnxBuilder().Input("x", ElementType.Float32, 2).Node("Relu", ["x"], ["y"]).Output("y"));
        Should.Throw<DataSetException>(() => two.Signature(relu)).Message
            .ShouldContain("has 2 arrays of outputs, but the model has 1 output; give one array for each");
    }

    private ModelFile Relu() => Open(new OnnxBuilder().Input("x", ElementType.Float32, 1, 3).Node("Relu", ["x"], ["y"])
        .Output("y", ElementType.Float32, 1, 3));

    private ModelFile Open(OnnxBuilder builder)
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, builder.Build());
        return ModelFormats.Open(path);
    }

    private string Npy(string name, string shape, float[] values)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        var path = Path.Combine(_folder.Path, name);
        byte[] start = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)];
        File.WriteAllBytes(path, [.. start, .. MemoryMarshal.AsBytes(values.AsSpan())]);
        return path;
    }
}
