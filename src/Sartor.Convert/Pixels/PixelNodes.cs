using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Pixels;

/// <summary>Puts what is done to pixels in front of a network: Cast, Gather, Sub, Div, Transpose, Quantize, as far as needed.</summary>
internal static class PixelNodes
{
    /// <summary>Does it.</summary>
    /// <param name="graph">A lowered graph of any precision; it is changed.</param>
    /// <param name="pixels">What the input takes from now on.</param>
    /// <returns>What the network reads now in the place of that input; null where it reads nothing of it.</returns>
    public static Value? Add(ModelGraph graph, PixelInput pixels)
    {
        var input = graph.Inputs[pixels.Index];
        if (input.Uses.Count == 0) return null;
        // From the axes of the picture to those of the variant, by way of the source.
        var order = pixels.ToPicture.Inverse().Then(input.BoundaryPermutation ?? Permutation.Identity(4));
        var shape = pixels.Frame is null ? order.Inverse().Apply(input.Type.Shape!) : pixels.FedShape;
        var first = graph.Nodes[0];
        var fed = graph.ReplaceInput(pixels.Index, new TensorType(ElementType.UInt8, shape));
        fed.BoundaryPermutation = pixels.Frame is not null || pixels.ToPicture.IsIdentity ? null : pixels.ToPicture;
        var (begin, x) = (default(Node), fed);
        Then(new Cast(ElementType.Float32), "float");
        if (pixels.Frame is { } frame)
        {
            var w = frame.Window;
            Cut(w.SourceY, w.SourceX, w.SourceHeight, w.SourceWidth, "part");
            if (frame.Resizes)
            {
                Then(new Resize(
                    ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor,
                    [shape[0], w.FullHeight, w.FullWidth, shape[3]],
                    [1, (float)w.FullHeight / w.SourceHeight, (float)w.FullWidth / w.SourceWidth, 1]), "resized");
            }
            Cut(w.Y, w.X, w.Height, w.Width, "cropped");
        }
        if (pixels.IsReversed) Then(new Gather(3), "reversed", Tensor.Create(new Shape(3), (int[])[2, 1, 0]));
        if (pixels.Mean.Any(mean => mean != 0)) Then(new Sub(), "centred", PerChannel(pixels.Mean));
        if (pixels.Std.Any(std => std != 1)) Then(new Div(), "scaled", PerChannel(pixels.Std));
        if (!order.IsIdentity) Then(new Transpose(order), "layout");
        if (input.Quantization is { } q && input.Type.Element.IsInteger())
        {
            Then(new Quantize(input.Type.Element), "quantized");
            x.Quantization = q;
        }
        graph.ReplaceUses(fed, x);
        begin!.SetInput(0, fed);
        graph.Diagnostics.Add(Diagnostic.Note("baked-preprocessing", pixels.ToString()));
        return x;

        void Cut(int y, int x0, int height, int width, string name)
        {
            var from = x.Type.Shape!;
            if (from[1] != height || from[2] != width)
                Then(new Slice([0, y, x0, 0], [from[0], height, width, from[3]], [1, 1, 1, 1]), name);
        }

        void Then(Operator op, string name, Tensor? operand = null)
        {
            var constant = operand is null ? null : ModelGraph.NewConstant($"{fed.Name}/{name}/operand", operand);
            var node = graph.Add(op, constant is null ? [x] : [x, constant], $"{fed.Name}/{name}", before: first);
            begin ??= node;
            x = node.Output;
        }
    }

    private static Tensor PerChannel(IReadOnlyList<float> values) => Tensor.Create(new Shape(1, 1, 1, values.Count), values.ToArray());
}
