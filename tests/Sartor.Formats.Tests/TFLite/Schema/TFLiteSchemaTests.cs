using Sartor.Formats.TFLite.Schema;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.Tests.TFLite.Schema;

public sealed class TFLiteSchemaTests
{
    // Numbers of schema.fbs, by hand.
    [Theory]
    [InlineData(0, "ADD", "AddOptions", 11)]
    [InlineData(3, "CONV_2D", "Conv2DOptions", 1)]
    [InlineData(17, "MAX_POOL_2D", "Pool2DOptions", 5)]
    [InlineData(40, "MEAN", "ReducerOptions", 27)]
    [InlineData(114, "QUANTIZE", "QuantizeOptions", 89)]
    [InlineData(126, "BATCH_MATMUL", "BatchMatMulOptions", 101)]
    [InlineData(150, "GELU", "GeluOptions", 116)]
    [InlineData(161, "RIGHT_SHIFT", "RightShiftOptions", 126)]
    public void Operator_HasItsCodeAndOptions(int code, string name, string options, byte union)
    {
        var op = TFLiteSchema.Operator(code)!;
        op.Name.ShouldBe(name);
        op.Options!.Name.ShouldBe(options);
        op.Options.Code.ShouldBe(union);
        TFLiteSchema.Operator(name).ShouldBe(op);
        TFLiteSchema.Options(union).ShouldBe(op.Options);
    }

    [Fact]
    public void Operators_AreAllOfTheSchemaButThePlaceholder() =>
        TFLiteSchema.Operators.Select(o => o.Code).ShouldBe(Enumerable.Range(0, 210).Where(c => c != TFLiteOperator.PlaceholderForGreater));

    [Fact]
    public void Options_AreAllOfTheUnion() => Enumerable.Range(1, 126).ShouldAllBe(code => TFLiteSchema.Options((byte)code) != null);

    [Fact]
    public void Runtime_OfVersion_IsThatOfTensorFlow()
    {
        TFLiteSchema.Operator("CONV_2D")!.Runtime(5).ShouldBe(new Version(2, 4));
        TFLiteSchema.Operator("CONV_2D")!.Runtime(7).ShouldBe(new Version(2, 11));
        TFLiteSchema.Operator("CONV_2D")!.Runtime(99).ShouldBeNull();
        TFLiteSchema.Operator("BROADCAST_TO")!.Runtime(1).ShouldBeNull();
    }

    [Fact]
    public void EveryBinding_ReadsAnOperatorOfTheSchema() =>
        // Custom operators are in no schema.
        new BindingTable("tflite").ReadableTypes.Where(t => !t.StartsWith("custom.", StringComparison.Ordinal))
            .Where(t => TFLiteSchema.Operator(t) is null).ShouldBeEmpty();
}
