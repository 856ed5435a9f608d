using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Bench.Verdicts.FamilyNetworks;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Bench.Verdicts;

/// <summary>Families that go along an axis: recurrent layers, scans, sums, transforms and computed branches.</summary>
internal static class SequenceFamilies
{
    public static IReadOnlyList<FamilyNetwork> All { get; } =
    [
        new("both directions", [1, 6, 8], BothDirections, "directions change places", "both run forward"),
        new("plain recurrence", [1, 6, 8], PlainRecurrence, "ReLU for tanh", "it runs backwards", "the bias is lost"),
        new("gated ends", [1, 6, 8], GatedEnds, "the first step for the last", "the cell for the state"),
        new("scan", [1, 6, 6], Scan, "it runs backwards", "the results are in the opposite order", "the first state is lost"),
        new("running sum", [1, 6, 6], RunningSum, "its own element is left out", "it runs forward", "along another axis"),
        new("turned sequence", [1, 6, 6], TurnedSequence, "all of it is turned", "nothing is turned"),
        new("inverse transform", [1, 8, 2], InverseTransform, "it is not divided by the length", "it is the forward one",
            "the wrong sign of the imaginary part"),
        new("short transform", [1, 32, 1], ShortTransform, "the window is lost", "frames begin one later"),
        new("computed branch", [1, 10], ComputedBranch, "branches change places", "always the same branch"),
    ];

    private static OnnxNetwork BothDirections(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Transpose", Input(n, 1, 6, 8), Ints("perm", 1, 0, 2));
        var (w, r, b) = (n.Normal(2 * 48 * 8, 0.4), n.Normal(2 * 48 * 12, 0.4), n.Normal(192, 0.5));
        if (mistake == "directions change places") (w, r, b) = (Swapped(w), Swapped(r), Swapped(b));
        if (mistake != "both run forward")
        {
            return Output(n, n.Node(
                "LSTM", [x, n.Constant([2, 48, 8], w), n.Constant([2, 48, 12], r), n.Constant([2, 96], b)], Int("hidden_size", 12),
                String("direction", "bidirectional")));
        }
        string Half(int i) => n.Node(
            "LSTM",
            [x, n.Constant([1, 48, 8], Part(w, i)), n.Constant([1, 48, 12], Part(r, i)), n.Constant([1, 96], Part(b, i))],
            Int("hidden_size", 12));
        return Output(n, n.Concat(1, Half(0), Half(1)));
    }

    private static float[] Part(float[] values, int half) => values[(half * values.Length / 2)..((half + 1) * values.Length / 2)];

    private static float[] Swapped(float[] values) => [.. Part(values, 1), .. Part(values, 0)];

    private static OnnxNetwork PlainRecurrence(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Transpose", Input(n, 1, 6, 8), Ints("perm", 1, 0, 2));
        var (w, r, b) = (n.Normal(12 * 8, 0.4), n.Normal(12 * 12, 0.3), n.Normal(24, 0.5));
        string[] inputs = [x, n.Constant([1, 12, 8], w), n.Constant([1, 12, 12], r), n.Constant([1, 24], b)];
        return Output(n, n.Node(
            "RNN", mistake == "the bias is lost" ? inputs[..3] : inputs, Int("hidden_size", 12),
            String("direction", mistake == "it runs backwards" ? "reverse" : "forward"),
            Strings("activations", mistake == "ReLU for tanh" ? "Relu" : "Tanh")));
    }

    private static OnnxNetwork GatedEnds(OnnxNetwork n, string mistake)
    {
        var x = n.Node("Transpose", Input(n, 1, 6, 8), Ints("perm", 1, 0, 2));
        string[] inputs = [x, n.Constant([1, 48, 8], n.Normal(48 * 8, 0.4)), n.Constant([1, 48, 12], n.Normal(48 * 12, 0.4))];
        var given = n.Several("LSTM", inputs, 3, Int("hidden_size", 12));
        if (mistake == "the cell for the state") return Output(n, given[2]);
        if (mistake.Length == 0) return Output(n, given[1]);
        return Output(n, n.Node("Gather", [n.Node("Squeeze", [given[0], n.Constant([1], 1L)]), n.Constant([1], 0L)]));
    }

    private static OnnxNetwork Scan(OnnxNetwork n, string mistake)
    {
        var rows = n.Reshape(Input(n, 1, 6, 6), 6, 6);
        var start = n.Constant([6], mistake == "the first state is lost" ? new float[6] : n.Normal(6));
        var body = n.Graph(
            "body",
            [n.Inner("Tanh", ["s"], "t"), n.Inner("Add", ["t", "v"], "next"), n.Inner("Mul", ["next", "v"], "out")],
            [("s", ElementType.Float32, [6]), ("v", ElementType.Float32, [6])],
            [("next", ElementType.Float32, [6]), ("out", ElementType.Float32, [6])]);
        return Output(n, n.Last(
            "Scan", [start, rows], 2, body, Int("num_scan_inputs", 1),
            Ints("scan_input_directions", mistake == "it runs backwards" ? 1 : 0),
            Ints("scan_output_directions", mistake == "the results are in the opposite order" ? 1 : 0)));
    }

    private static OnnxNetwork RunningSum(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "CumSum", [Input(n, 1, 6, 6), n.Constant([], mistake == "along another axis" ? 2L : 1L)],
        Int("exclusive", mistake == "its own element is left out" ? 1 : 0), Int("reverse", mistake == "it runs forward" ? 0 : 1)));

    private static OnnxNetwork TurnedSequence(OnnxNetwork n, string mistake) => Output(n, n.Node(
        "ReverseSequence", [Input(n, 1, 6, 6), n.Constant([1], mistake switch
        {
            "all of it is turned" => 6L,
            "nothing is turned" => 1,
            _ => 4,
        })], Int("batch_axis", 0), Int("time_axis", 1)));

    private static OnnxNetwork InverseTransform(OnnxNetwork n, string mistake)
    {
        var y = n.Node("DFT", Input(n, 1, 8, 2), Int("axis", 1), Int("inverse", mistake == "it is the forward one" ? 0 : 1));
        if (mistake == "it is not divided by the length") y = n.Times(y, 8);
        return Output(
            n, mistake == "the wrong sign of the imaginary part" ? n.Node("Mul", [y, n.Constant([1, 1, 2], 1f, -1)]) : y);
    }

    private static OnnxNetwork ShortTransform(OnnxNetwork n, string mistake)
    {
        var x = Input(n, 1, 32, 1);
        if (mistake == "frames begin one later")
            x = n.Node("Gather", [x, n.Constant([32], [.. Enumerable.Range(0, 32).Select(i => (i + 1L) % 32)])], Int("axis", 1));
        float[] window = [.. Enumerable.Range(0, 16).Select(i => mistake == "the window is lost" ? 1 : MathF.Sin(MathF.PI * i / 16))];
        return Output(n, n.Node("STFT", [x, n.Constant([], 8L), n.Constant([16], window)]));
    }

    private static OnnxNetwork ComputedBranch(OnnxNetwork n, string mistake)
    {
        var x = n.Dense(Input(n, 1, 10), 10, 6, gain: 3);
        var sum = n.Node("ReduceSum", [x], Int("keepdims", 0));
        var least = mistake == "always the same branch" ? -1e9f : 0;
        var isPositive = n.Node(mistake == "branches change places" ? "Less" : "Greater", [sum, n.Constant([], least)]);
        ProtoWriter Side(string attribute, string type) => n.Graph(
            attribute, [n.Inner(type, [x], attribute)], [], [(attribute, ElementType.Float32, [1, 6])]);
        return Output(n, n.Node("If", [isPositive], Side("then_branch", "Tanh"), Side("else_branch", "Neg")));
    }
}
