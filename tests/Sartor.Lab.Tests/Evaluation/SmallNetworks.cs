using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Lab.Tests.Evaluation;

/// <summary>Small networks of several inputs or of a batch, each with what it computes written a second time in C#.</summary>
internal static class SmallNetworks
{
    /// <summary>Tokens of a text.</summary>
    public const int Length = 6;

    /// <summary>Words that there are.</summary>
    public const int Words = 20;

    private const int Width = 8, Classes = 4;

    /// <summary>Values in ±1 that follow from a seed (a linear congruential generator of Numerical Recipes).</summary>
    public static float[] Values(int count, uint seed)
    {
        var state = seed;
        return [.. Enumerable.Range(0, count).Select(_ => ((state = (state * 1664525) + 1013904223) / (float)uint.MaxValue * 2) - 1)];
    }

    private static float[] Table => Values(Words * Width, 3);

    private static float[] Matrix => Values(Width * Classes, 5);

    private static float[] Shift => Values(Classes, 11);

    /// <summary>
    /// A classifier of texts: <c>ids</c> int64 [1,6] of 20 words, <c>mask</c> bool [1,6] of those that count, <c>weight</c> float [1,4]
    /// which is added to the scores; <c>scores</c> [1,4].
    /// </summary>
    public static byte[] Texts() => new OnnxBuilder()
        .Input("ids", ElementType.Int64, 1, Length).Input("mask", ElementType.Bool, 1, Length)
        .Input("weight", ElementType.Float32, 1, Classes)
        .Initializer("table", [Words, Width], Table).Initializer("matrix", [Width, Classes], Matrix).Initializer("shift", [Classes], Shift)
        .Initializer("wide", [3], 1L, Length, 1).Initializer("axis", [1], 1L)
        .Node("Gather", ["table", "ids"], ["words"], OnnxBuilder.Int("axis", 0))
        .Node("Cast", ["mask"], ["ones"], OnnxBuilder.Int("to", 1))
        .Node("Reshape", ["ones", "wide"], ["column"])
        .Node("Mul", ["words", "column"], ["counted"])
        .Node("ReduceSum", ["counted", "axis"], ["text"], OnnxBuilder.Int("keepdims", 0))
        .Node("Gemm", ["text", "matrix", "shift"], ["plain"])
        .Node("Add", ["plain", "weight"], ["scores"])
        .Output("scores", ElementType.Float32, 1, Classes).Build();

    /// <summary>The scores of a text.</summary>
    public static float[] ScoresOf(long[] ids, bool[] mask, float[] weight)
    {
        var scores = new float[Classes];
        for (var c = 0; c < Classes; c++)
        {
            double sum = Shift[c] + weight[c];
            for (var t = 0; t < Length; t++)
            {
                if (!mask[t]) continue;
                for (var k = 0; k < Width; k++) sum += Table[(ids[t] * Width) + k] * (double)Matrix[(k * Classes) + c];
            }
            scores[c] = (float)sum;
        }
        return scores;
    }

    /// <summary>
    /// <c>y = relu(z) − 2 a</c> of two inputs of one shape, [1,3]: the first input, <c>z</c>, is the last in the order of names.
    /// </summary>
    public static byte[] Difference(params object[] extents) => new OnnxBuilder()
        .Input("z", ElementType.Float32, extents).Input("a", ElementType.Float32, extents)
        .Initializer("two", [1], 2f)
        .Node("Relu", ["z"], ["positive"]).Node("Mul", ["a", "two"], ["doubled"]).Node("Sub", ["positive", "doubled"], ["y"])
        .Output("y", ElementType.Float32, extents).Build();

    /// <summary>A dense layer, <c>x</c> [batch,5] to <c>y</c> [batch,3].</summary>
    public static byte[] Dense(object batch) => new OnnxBuilder()
        .Input("x", ElementType.Float32, batch, 5)
        .Initializer("matrix", [5, 3], Values(15, 7)).Initializer("shift", [3], Values(3, 9))
        .Node("Gemm", ["x", "matrix", "shift"], ["y"]).Output("y", ElementType.Float32, batch, 3).Build();

    /// <summary>What the dense layer gives for one sample.</summary>
    public static float[] DenseOf(float[] x)
    {
        float[] matrix = Values(15, 7), shift = Values(3, 9);
        double Sum(int c) => shift[c] + Enumerable.Range(0, 5).Sum(i => x[i] * (double)matrix[(i * 3) + c]);
        return [.. Enumerable.Range(0, 3).Select(c => (float)Sum(c))];
    }

    /// <summary>Index of the largest.</summary>
    public static long Largest(float[] values) => Array.IndexOf(values, values.Max());
}
