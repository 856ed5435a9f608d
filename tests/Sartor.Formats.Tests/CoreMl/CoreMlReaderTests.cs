using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Formats.Tests.CoreMl.CoreMlPackages;

namespace Sartor.Formats.Tests.CoreMl;

/// <summary>Programs written by hand as coremltools writes them; expected numbers are worked out from the definitions of MIL.</summary>
public sealed class CoreMlReaderTests
{
    [Fact]
    public void Program_IsReadWithItsNamesTypesAndMetadata()
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 3).Operation("relu", "y", Type(Fp32, 1, 3), ("x", "x")).Save("y");
        using var model = package.Open();

        model.Format.Name.ShouldBe("coreml");
        model.Path.ShouldBe(package.Path);
        model.SizeBytes.ShouldBe(
            new FileInfo(package.ModelPath).Length + new FileInfo(package.WeightPath).Length + new FileInfo(package.ManifestPath).Length);
        model.Graph.Inputs.ShouldHaveSingleItem().ToString().ShouldBe("x: float32[1,3]");
        model.Graph.Outputs.ShouldHaveSingleItem().ToString().ShouldBe("y: float32[1,3]");
        model.Graph.Source.Metadata.ShouldBe(new Dictionary<string, string> { ["key"] = "value" });
        Run(model, 1, 3, -1, 0, 2).ShouldBe([0, 0, 2]);
    }

    // Arguments that are left out have the defaults of coremltools' definitions.
    [Theory]
    [InlineData("silu", new float[] { 0, 1 }, new[] { 0, 0.7310586f })]
    [InlineData("softsign", new float[] { -1, 3 }, new[] { -0.5f, 0.75f })]
    [InlineData("inverse", new float[] { 1, 2 }, new[] { 0.99990001f, 0.499975f })]
    [InlineData("rsqrt", new float[] { 4, 16 }, new[] { 0.5f, 0.25f })]
    [InlineData("exp2", new float[] { 3, -1 }, new[] { 8, 0.5f })]
    [InlineData("softmax", new float[] { 0, 0 }, new[] { 0.5f, 0.5f })]
    [InlineData("reduce_l2_norm", new float[] { 3, 4 }, new float[] { 5 })]
    [InlineData("reduce_log_sum_exp", new float[] { 100, 100 }, new[] { 100.693147f })]
    [InlineData("reduce_argmax", new float[] { 3, 4 }, new float[] { 1 })]
    [InlineData("reverse", new float[] { 3, 4 }, new float[] { 4, 3 })]
    [InlineData("squeeze", new float[] { 3, 4 }, new float[] { 3, 4 })]
    public void Defaults_AreThoseOfMil(string type, float[] x, float[] expected)
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, x.Length).Operation(type, "y", Type(Fp32, expected.Length), ("x", "x"))
            .Save("y");
        using var model = package.Open();
        var actual = Run(model, 1, 2, x);
        actual.Length.ShouldBe(expected.Length);
        foreach (var (a, e) in actual.Zip(expected)) ((double)a).ShouldBe(e, 1e-6 * Math.Max(1, Math.Abs(e)));
    }

    [Theory]
    [InlineData("valid", new float[] { 3, 5, 7 })]
    [InlineData("same", new float[] { 3, 5, 7, 4 })]
    [InlineData("same_lower", new float[] { 1, 3, 5, 7 })]
    public void PaddingOfAConvolution_FollowsItsType(string type, float[] expected)
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 1, 4)
            .Constant("w", Type(Fp32, 1, 1, 2), Value(Type(Fp32, 1, 1, 2), 1, new ProtoWriter().Blob(1, Bytes(1, 1))))
            .Constant("p", Type(Str), Words(type))
            .Operation("conv", "y", Type(Fp32, 1, 1, expected.Length), ("x", "x"), ("weight", "w"), ("pad_type", "p")).Save("y");
        using var model = package.Open();
        model.Graph.Nodes.ShouldHaveSingleItem();
        GraphEvaluator.Run(model.Graph, Tensor.Create<float>(new Shape(1, 1, 4), [1, 2, 3, 4]))[0].ToSingles().ShouldBe(expected);
    }

    [Fact]
    public void HalfPrecision_IsReadAsFloat32WithStoredHalves()
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 2);
        var weights = new[] { (Half)1, (Half)0.5, (Half)2, (Half)(-1) };
        package.Constant("h", Type(Str), Words("fp16")).Constant("f", Type(Str), Words("fp32"))
            .Constant("w", Type(Fp16, 2, 2), package.Stored(Type(Fp16, 2, 2), 1, [.. weights.SelectMany(BitConverter.GetBytes)]))
            .Operation("cast", "x16", Type(Fp16, 1, 2), ("x", "x"), ("dtype", "h"))
            .Operation("linear", "y16", Type(Fp16, 1, 2), ("x", "x16"), ("weight", "w"))
            .Operation("cast", "y", Type(Fp32, 1, 2), ("x", "y16"), ("dtype", "f")).Save("y");
        using var model = package.Open();
        model.Graph.Constants.ShouldHaveSingleItem().Type.ToString().ShouldBe("float16[2,2]");
        model.Graph.Outputs[0].Name.ShouldBe("y");
        Run(model, 1, 2, 2, 4).ShouldBe([4, 0]);
    }

    [Fact]
    public void WeightsInInt8_HaveTheirScales()
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 2);
        package.Attributes(
                "constexpr_affine_dequantize", "w", Type(Fp32, 2, 2), ("quantized_data", package.Stored(Type(I8, 2, 2), 4, [1, 2, 255, 4])),
                ("scale", Value(Type(Fp32, 2), 1, new ProtoWriter().Blob(1, Bytes(0.5f, 2)))),
                ("zero_point", Value(Type(I8, 2), 7, new ProtoWriter().Blob(1, [0, 1]))), ("axis", Int(0)))
            .Operation("linear", "y", Type(Fp32, 1, 2), ("x", "x"), ("weight", "w")).Save("y");
        using var model = package.Open();
        var weights = model.Graph.Constants.ShouldHaveSingleItem();
        weights.Quantization.ShouldBe(new QuantizationParameters([0.5f, 2], [0, 1], 0));
        AffineQuantization.Dequantize(weights.Constant!, weights.Quantization!).ShouldBe([0.5f, 1, -4, 6]);
    }

    [Fact]
    public void WhatIsNotKnown_StaysOpaqueAndSaysWhy()
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 2)
            .Operation("sliding_windows", "z", Type(Fp32, 1, 2), ("x", "x"))
            .Operation("reshape", "y", Type(Fp32, 2), ("x", "z"), ("shape", "x")).Save("y");
        using var model = package.Open();
        model.Graph.Nodes.Select(n => n.Operator).ShouldAllBe(op => op is OpaqueOperator);
        model.Graph.Nodes[1].Operator.Name.ShouldContain("with computed shape");
    }

    [Fact]
    public void OpenExtent_IsAskedForAndTaken()
    {
        using var package = new CoreMlPackages().Input("x", Fp32, 1, 3, -1).Operation("relu", "y", Type(Fp32, 1, 3, -1),
            ("x", "x")).Save("y");
        using (var open = package.Open()) open.Graph.Diagnostics.ShouldContain(d => d.Code == OpenDimensions.Unknown);
        using var model = package.Open(new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new Shape(1, 3, 8) } });
        model.Graph.Outputs[0].Type.ToString().ShouldBe("float32[1,3,8]");
    }

    private static byte[] Bytes(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static float[] Run(ModelFile model, int rows, int columns, params float[] x) =>
        GraphEvaluator.Run(model.Graph, Tensor.Create(new Shape(rows, columns), x))[0].ToSingles();
}
