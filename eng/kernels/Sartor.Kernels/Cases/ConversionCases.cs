using Sartor.Core;
using Sartor.Graph.Operators;

namespace Sartor.Kernels.Cases;

/// <summary>Conversions from each type to each.</summary>
internal static class ConversionCases
{
    private static readonly Shape Image = new(1, 3, 4, 6);
    private static readonly Dictionary<string, object> None = [];

    private static readonly ElementType[] Numbers =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Float64, ElementType.Int8, ElementType.UInt8, ElementType.Int16,
        ElementType.UInt16, ElementType.Int32, ElementType.UInt32, ElementType.Int64, ElementType.Bool,
    ];

    private static readonly ElementType[] Steps = [ElementType.Int8, ElementType.UInt8, ElementType.Int16];

    public static IEnumerable<KernelCase> All => [.. Casts(), .. Quantized(), .. Dequantized()];

    // Positive numbers: what a negative one becomes without a sign is not defined.
    private static IEnumerable<KernelCase> Casts() =>
        from source in Numbers
        from target in Numbers
        where source != target
        select new KernelCase(
            "CAST", [new KernelInput(source, Image, SeededValues.Of(new(source), Image, Domain.Positive, 1))],
            [new KernelOutput(target, Image, false)],
            new Dictionary<string, object>
            {
                ["in_data_type"] = TFLiteElementCodes.Code(source)!.Value,
                ["out_data_type"] = TFLiteElementCodes.Code(target)!.Value,
            });

    private static IEnumerable<KernelCase> Quantized()
    {
        KernelInput[] inputs = [Input(ElementType.Float32, Marking.None), .. Steps.Select(s => Input(s, Marking.PerTensor))];
        foreach (var input in inputs)
        {
            foreach (var target in Steps) yield return new KernelCase("QUANTIZE", [input], [new KernelOutput(target, Image, true)], None);
        }
        yield return new KernelCase("QUANTIZE", [inputs[0]], [new KernelOutput(ElementType.Int8, Image, true) { IsPerAxis = true }], None);
    }

    private static IEnumerable<KernelCase> Dequantized()
    {
        KernelInput[] inputs =
        [
            .. Steps.Select(s => Input(s, Marking.PerTensor)), Input(ElementType.Float16, Marking.None),
            Input(ElementType.Int8, Marking.PerAxis), Input(ElementType.UInt8, Marking.PerAxis),
        ];
        return inputs.Select(input => new KernelCase("DEQUANTIZE", [input], [new KernelOutput(ElementType.Float32, Image, false)], None));
    }

    private static KernelInput Input(ElementType element, Marking marking) =>
        new(element, Image, SeededValues.Of(new(element, marking != Marking.None), Image, Domain.Signed, 1), marking) { Axis = 3 };
}
