using Sartor.Tailor.Search;

namespace Sartor.Bench.Tailoring;

/// <summary>
/// A space of the size of a published one, with invented costs: larger choices take longer and lose less, unevenly. Latency grows with the
/// square of the resolution and with both widths of a block, so that the states of the search are those of a real space.
/// </summary>
/// <param name="Name">The network.</param>
/// <param name="Resolutions">The number of input sizes.</param>
/// <param name="Widths">The number of widths of each stage; 1 where it is fixed.</param>
/// <param name="Stages">For each stage the number of depths, and the options of each block.</param>
internal sealed record SyntheticSpace(
    string Name, int Resolutions, int Widths, IReadOnlyList<(int Depths, IReadOnlyList<int> Blocks)> Stages)
{
    public CostGraph Graph(int seed)
    {
        var random = new Random(seed);
        var sizes = Enumerable.Range(0, Resolutions).Select(r => 0.7 + (0.6 * r / Math.Max(1, Resolutions - 1))).ToArray();
        var losses = Enumerable.Range(0, Resolutions).Select(r => 3.0 * (Resolutions - 1 - r) / Resolutions).ToArray();
        var builder = new CostGraphBuilder("ms", "loss");
        var first = builder.AddState(0);
        var states = new Dictionary<(int Size, int Width), int>();
        for (var size = 0; size < Resolutions; size++) states[(size, 0)] = builder.AddState(1);
        foreach (var ((size, _), state) in states) builder.Add(first, state, size, 0, losses[size]);
        var layer = 1;
        foreach (var (depths, blocks) in Stages) states = AddStage(builder, states, depths, blocks, sizes, random, ref layer);
        var last = builder.AddState(layer + 1);
        foreach (var state in states.Values) builder.Add(state, last, 0, 1, 0);
        return builder.Build();
    }

    private Dictionary<(int, int), int> AddStage(
        CostGraphBuilder builder, Dictionary<(int Size, int Width), int> entering, int depths, IReadOnlyList<int> blocks, double[] sizes,
        Random random, ref int layer)
    {
        // Invented once for each stage: what an option of a block takes and loses, and what a width does.
        var time = blocks.Select(count => Rising(random, count)).ToArray();
        double Loss(double value) => 0.5 * (1.2 - value) * (0.7 + (0.6 * random.NextDouble()));
        var loss = time.Select(values => values.Select(Loss).ToArray()).ToArray();
        var widthLoss = Rising(random, Widths).Reverse().ToArray();
        double Width(int width) => Widths == 1 ? 1 : 0.65 + (0.35 * width / (Widths - 1));

        // The width of the stage, then block after block; behind each block that may be the last, the stage may end.
        var start = layer + 1;
        var current = new Dictionary<(int Size, int Before, int Width), int>();
        for (var width = 0; width < Widths; width++)
        {
            foreach (var (size, before) in entering.Keys) current[(size, before, width)] = builder.AddState(start);
        }
        foreach (var ((size, before, width), state) in current)
            builder.Add(entering[(size, before)], state, width, 0, Widths == 1 ? 0 : widthLoss[width]);
        var ended = new List<(Dictionary<(int Size, int Before, int Width), int> States, int Dropped)>();
        for (var block = 0; block < blocks.Count; block++)
        {
            var next = new Dictionary<(int Size, int Before, int Width), int>();
            foreach (var (size, before, width) in current.Keys)
            {
                var after = (size, width, width);
                if (!next.ContainsKey(after)) next[after] = builder.AddState(start + block + 1);
                for (var option = 0; option < blocks[block]; option++)
                {
                    var taken = sizes[size] * sizes[size] * Width(before) * Width(width) * time[block][option];
                    builder.Add(current[(size, before, width)], next[after], option, taken, loss[block][option]);
                }
            }
            current = next;
            if (blocks.Count - 1 - block < depths) ended.Add((current, blocks.Count - 1 - block));
        }
        layer = start + blocks.Count + 1;
        var left = new Dictionary<(int, int), int>();
        foreach (var (size, _, width) in current.Keys) left[(size, width)] = builder.AddState(layer);
        foreach (var (states, dropped) in ended)
        {
            foreach (var ((size, _, width), state) in states)
                builder.Add(state, left[(size, width)], 100 + dropped, 0, dropped * 0.8);
        }
        return left;
    }

    private static double[] Rising(Random random, int count)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = (i == 0 ? 0.3 : values[i - 1]) + random.NextDouble();
        return [.. values.Select(value => value / values[^1])];
    }
}
