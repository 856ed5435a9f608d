using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Evaluation;

namespace Sartor.Lab.Tests.Evaluation;

public sealed class SampleBoundsTests
{
    private static ModelSignature Signature(Shape[] inputs, Shape[] outputs, ElementType input = ElementType.Float32,
        ElementType output = ElementType.Float32) =>
        new([.. inputs.Select((s, i) => Tensor($"x{i}", s, input))], [.. outputs.Select((s, i) => Tensor($"y{i}", s, output))]);

    private static TensorMapping Tensor(string name, Shape shape, ElementType element) =>
        new(name, shape, new TensorType(element, shape), null, null);

    // 2²⁶ elements together are the bound.
    [Theory]
    [InlineData(1 << 26, 0, true)]
    [InlineData(1 << 26, 1, false)]
    [InlineData(1 << 25, 1 << 25, true)]
    [InlineData(1, 1 << 26, false)]
    [InlineData(0, 400_000_000, false)]
    [InlineData(long.MaxValue, long.MaxValue, false)]
    public void Inputs_and_outputs_together_have_a_bound(long input, long output, bool fits)
    {
        var signature = Signature([new Shape(input)], [new Shape(output), new Shape(0)]);
        if (fits) SampleBounds.Check("m.onnx", signature);
        else
        {
            var message = Should.Throw<UnsupportedModelException>(() => SampleBounds.Check("m.onnx", signature)).Message;
            message.ShouldStartWith($"m.onnx: {(input >= output ? $"input 'x0': is [{input}]" : $"output 'y0': is [{output}]")}; ");
            message.ShouldContain($"{(Int128)input + output} elements together");
            message.ShouldContain("--input-shape");
        }
    }

    [Theory]
    [InlineData(ElementType.String)]
    [InlineData(ElementType.Complex64)]
    [InlineData(ElementType.Float8E4M3)]
    [InlineData(ElementType.Unknown)]
    [InlineData(ElementType.Int4)]
    public void Input_of_no_number_that_can_be_made_is_refused(ElementType element)
    {
        var signature = Signature([new Shape(2)], [new Shape(2)], input: element);
        foreach (var check in (Action[])[() => SampleBounds.Check("m", signature), () => SampleBounds.CheckInputs("m", signature.Inputs)])
            Should.Throw<UnsupportedModelException>(check).Message.ShouldStartWith($"m: input 'x0': takes {element.Label()}, ");
    }

    [Theory]
    [InlineData(ElementType.String)]
    [InlineData(ElementType.Complex128)]
    [InlineData(ElementType.Float8E5M2)]
    public void Output_of_no_number_is_refused(ElementType element) =>
        Should.Throw<UnsupportedModelException>(() => SampleBounds.Check("m", Signature([], [new Shape(2)], output: element))).Message
            .ShouldStartWith($"m: output 'y0': gives {element.Label()}, ");

    // Every type that passes can be fed and read: the check and the conversions agree.
    [Fact]
    public void Types_that_pass_can_be_made_and_read()
    {
        foreach (var element in Enum.GetValues<ElementType>())
        {
            var signature = Signature([new Shape(3)], [new Shape(3)], element, element);
            try
            {
                SampleBounds.Check("m", signature);
            }
            catch (UnsupportedModelException)
            {
                continue;
            }
            var fed = signature.ToVariant(RandomInputs.For(signature, 1));
            fed[0].Element.ShouldBe(element);
            signature.ToSource(fed)[0].Length.ShouldBe(3);
        }
    }

    [Fact]
    public void Model_without_outputs_is_refused() =>
        Should.Throw<UnsupportedModelException>(() => SampleBounds.Check("m", Signature([new Shape(1)], [])))
            .Message.ShouldStartWith("m: has no output");

    // 8 samples of 2²³ elements are 2²⁶; 64 of 2¹² are 2¹⁸.
    [Theory]
    [InlineData(1, 64)]
    [InlineData(1 << 12, 64)]
    [InlineData(1 << 13, 32)]
    [InlineData(1 << 15, 8)]
    [InlineData(1 << 23, 8)]
    [InlineData((1 << 23) + 1, 7)]
    [InlineData(1 << 25, 2)]
    [InlineData(1 << 26, 1)]
    [InlineData(long.MaxValue, 1)]
    public void Large_samples_are_fewer(long elements, int expected)
    {
        SampleBounds.RandomCount(Signature([new Shape(elements)], [])).ShouldBe(expected);
        SampleBounds.RandomCount(Signature([], [new Shape(elements)])).ShouldBe(expected);
    }

    [Fact]
    public void Nothing_to_feed_is_run_as_often_as_anything_small() => SampleBounds.RandomCount(Signature([], [])).ShouldBe(64);
}
