using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Passes;

/// <summary>
/// Evaluates small graphs node by node: the operators' own reference evaluation, and plain loops for windows. Every index is
/// computed from the layout's definition, so that a pass which changes layouts is checked against something that knows none of them.
/// </summary>
internal static class GraphEvaluator
{
    public static Tensor[] Run(ModelGraph graph, params Tensor[] inputs)
    {
        var values = new Dictionary<Value, Tensor>();
        for (var i = 0; i < inputs.Length; i++) values[graph.Inputs[i]] = Boundary(inputs[i], graph.Inputs[i].BoundaryPermutation);
        foreach (var node in graph.Nodes)
        {
            var operands = node.Inputs.Select(v => v is null ? null : v.Constant ?? values[v]).ToArray();
            var results = node.Operator switch
            {
                Convolution conv => [Convolve(conv, operands)],
                TransposeConvolution back => [TransposeConvolve(back, operands)],
                Pooling pool => [Pool(pool, operands[0]!)],
                var op => op.Evaluate(operands) ?? throw new InvalidOperationException($"{node} has no evaluation"),
            };
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                results[i].Shape.ShouldBe(node.Outputs[i].Type.Shape, node.ToString());
                values[node.Outputs[i]] = results[i];
            }
        }
        return [.. graph.Outputs.Select(o => Boundary(o.Constant ?? values[o], o.BoundaryPermutation?.Inverse()))];
    }

    private static Tensor Boundary(Tensor tensor, Permutation? permutation) => permutation is null ? tensor : TensorTranspose.Apply(tensor, permutation);

    private static Tensor Convolve(Convolution op, Tensor?[] operands)
    {
        Tensor x = operands[0]!, kernel = operands[1]!;
        var (outputs, perGroup, spatial) = KernelShape.Of(op.Kernel, kernel.Shape, op.Groups);
        float[] data = x.ToSingles(), weights = kernel.ToSingles(), bias = operands.ElementAtOrDefault(2)?.ToSingles() ?? new float[outputs];
        int n = (int)x.Shape[0], c = op.Layout.ChannelAxis(4), h = op.Layout.SpatialAxis(0), w = op.Layout.SpatialAxis(1);
        long height = Window.Extent(x.Shape[h], spatial[0], op.Strides[0], op.Dilations[0], op.PadsBefore[0] + op.PadsAfter[0], false);
        long width = Window.Extent(x.Shape[w], spatial[1], op.Strides[1], op.Dilations[1], op.PadsBefore[1] + op.PadsAfter[1], false);
        var shape = x.Shape.With(c, outputs).With(h, height).With(w, width);
        var result = new float[shape.ElementCount];
        for (var b = 0; b < n; b++)
            for (var o = 0; o < outputs; o++)
                for (var i = 0; i < height; i++)
                    for (var j = 0; j < width; j++)
                    {
                        double sum = bias[o];
                        for (var k = 0; k < perGroup; k++)
                            for (var p = 0; p < spatial[0]; p++)
                                for (var q = 0; q < spatial[1]; q++)
                                {
                                    long y = (i * op.Strides[0]) + (p * op.Dilations[0]) - op.PadsBefore[0], z = (j * op.Strides[1]) + (q * op.Dilations[1]) - op.PadsBefore[1];
                                    if (y < 0 || z < 0 || y >= x.Shape[h] || z >= x.Shape[w]) continue;
                                    var channel = (o / (outputs / op.Groups) * perGroup) + k;
                                    sum += data[At(x.Shape, op.Layout, b, channel, y, z)] * weights[KernelAt(op.Kernel, kernel.Shape, o, k, p, q)];
                                }
                        result[At(shape, op.Layout, b, o, i, j)] = (float)Activate(op.Activation, sum);
                    }
        return Tensor.Create(shape, result);
    }

    // Each input element adds its multiple of the kernel to the result: the definition, without the convolution that it is the gradient of.
    private static Tensor TransposeConvolve(TransposeConvolution op, Tensor?[] operands)
    {
        Tensor x = operands[0]!, kernel = operands[1]!;
        var (inputs, perGroup, spatial) = KernelShape.Of(op.Kernel, kernel.Shape, op.Groups);
        var outputs = perGroup * op.Groups;
        float[] data = x.ToSingles(), weights = kernel.ToSingles(), bias = operands.ElementAtOrDefault(2)?.ToSingles() ?? new float[outputs];
        int c = op.Layout.ChannelAxis(4), h = op.Layout.SpatialAxis(0), w = op.Layout.SpatialAxis(1);
        long Extent(int i, int axis) => ((x.Shape[axis] - 1) * op.Strides[i]) + ((spatial[i] - 1) * op.Dilations[i]) + 1 - op.PadsBefore[i] - op.PadsAfter[i];
        var shape = x.Shape.With(c, outputs).With(h, Extent(0, h)).With(w, Extent(1, w));
        var sums = new double[shape.ElementCount];
        for (var b = 0; b < shape[0]; b++)
            for (var o = 0; o < outputs; o++)
                for (var i = 0; i < shape[h]; i++)
                    for (var j = 0; j < shape[w]; j++) sums[At(shape, op.Layout, b, o, i, j)] = bias[o];
        for (var b = 0; b < shape[0]; b++)
            for (var k = 0; k < inputs; k++)
                for (var o = 0; o < perGroup; o++)
                    for (var i = 0; i < x.Shape[h]; i++)
                        for (var j = 0; j < x.Shape[w]; j++)
                            for (var p = 0; p < spatial[0]; p++)
                                for (var q = 0; q < spatial[1]; q++)
                                {
                                    long y = (i * op.Strides[0]) + (p * op.Dilations[0]) - op.PadsBefore[0], z = (j * op.Strides[1]) + (q * op.Dilations[1]) - op.PadsBefore[1];
                                    if (y < 0 || z < 0 || y >= shape[h] || z >= shape[w]) continue;
                                    var channel = (k / (inputs / op.Groups) * perGroup) + o;
                                    sums[At(shape, op.Layout, b, channel, y, z)] += data[At(x.Shape, op.Layout, b, k, i, j)] * weights[KernelAt(op.Kernel, kernel.Shape, k, o, p, q)];
                                }
        return Tensor.Create(shape, Array.ConvertAll(sums, v => (float)Activate(op.Activation, v)));
    }

    private static Tensor Pool(Pooling op, Tensor x)
    {
        var data = x.ToSingles();
        int c = op.Layout.ChannelAxis(4), h = op.Layout.SpatialAxis(0), w = op.Layout.SpatialAxis(1);
        long height = Window.Extent(x.Shape[h], op.Kernel[0], op.Strides[0], op.Dilations[0], op.PadsBefore[0] + op.PadsAfter[0], false);
        long width = Window.Extent(x.Shape[w], op.Kernel[1], op.Strides[1], op.Dilations[1], op.PadsBefore[1] + op.PadsAfter[1], false);
        var shape = x.Shape.With(h, height).With(w, width);
        var result = new float[shape.ElementCount];
        for (var b = 0; b < x.Shape[0]; b++)
            for (var k = 0; k < x.Shape[c]; k++)
                for (var i = 0; i < height; i++)
                    for (var j = 0; j < width; j++)
                    {
                        var inside = new List<double>();
                        for (var p = 0; p < op.Kernel[0]; p++)
                            for (var q = 0; q < op.Kernel[1]; q++)
                            {
                                long y = (i * op.Strides[0]) + (p * op.Dilations[0]) - op.PadsBefore[0], z = (j * op.Strides[1]) + (q * op.Dilations[1]) - op.PadsBefore[1];
                                if (y >= 0 && z >= 0 && y < x.Shape[h] && z < x.Shape[w]) inside.Add(data[At(x.Shape, op.Layout, b, k, y, z)]);
                            }
                        var value = op is AveragePool average
                            ? inside.Sum() / (average.CountsPadding ? op.Kernel[0] * op.Kernel[1] : inside.Count)
                            : inside.Max();
                        result[At(shape, op.Layout, b, k, i, j)] = (float)Activate(op.Activation, value);
                    }
        return Tensor.Create(shape, result);
    }

    private static double Activate(Activation activation, double x) => activation switch
    {
        Activation.None => x,
        Activation.Relu => Math.Max(0, x),
        Activation.Relu6 => Math.Clamp(x, 0, 6),
        Activation.ReluN1To1 => Math.Clamp(x, -1, 1),
        _ => throw new InvalidOperationException($"{activation} is not evaluated here"),
    };

    private static long At(Shape shape, ChannelLayout layout, long n, long c, long h, long w) => layout == ChannelLayout.ChannelsFirst
        ? (((((n * shape[1]) + c) * shape[2]) + h) * shape[3]) + w
        : (((((n * shape[1]) + h) * shape[2]) + w) * shape[3]) + c;

    private static long KernelAt(KernelLayout layout, Shape shape, long o, long i, long h, long w) => layout switch
    {
        KernelLayout.OutputInputSpatial => (((((o * shape[1]) + i) * shape[2]) + h) * shape[3]) + w,
        KernelLayout.OutputSpatialInput => (((((o * shape[1]) + h) * shape[2]) + w) * shape[3]) + i,
        _ => (((((i * shape[1]) + h) * shape[2]) + w) * shape[3]) + o,
    };
}
