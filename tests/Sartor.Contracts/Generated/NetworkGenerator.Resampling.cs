using Sartor.Contracts.Formats;
using Sartor.Core;
using static Sartor.Contracts.Formats.OnnxBuilder;

namespace Sartor.Contracts.Generated;

public sealed partial class NetworkGenerator
{
    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Resampling =>
    [
        .. Enumerable.Repeat(("Resize", 10L, 99L, (Action<NetworkGenerator>)(g => g.Resize())), 4),
        ("Upsample", 7, 9, g => g.Upsample()),
        ("GridSample", 16, 99, g => g.Sample()),
        ("RoiAlign", 10, 99, g => g.Align()),
    ];

    private static IEnumerable<(string, long, long, Action<NetworkGenerator>)> Recurrent =>
    [
        ("LSTM", 7, 99, g => g.Recur("LSTM", 4)),
        ("GRU", 7, 99, g => g.Recur("GRU", 3)),
        ("RNN", 7, 99, g => g.Recur("RNN", 1)),
    ];

    private void Resize()
    {
        var x = X(3, 5);
        float[] scales = [1, 1, .. Enumerable.Range(0, x.Rank - 2).Select(_ => Any(1, 2f, 2f, 3f, 0.5f, 1.5f))];
        if (_opset < 11)
        {
            Add("Resize", [x.Name, Constant([scales.Length], scales)], false, String("mode", Any("nearest", "linear")));
            return;
        }
        var mode = x.Rank == 4 ? Any("nearest", "linear", "cubic") : Any("nearest", "linear");
        var coordinates = Any("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners");
        ProtoWriter[] attributes = [String("mode", mode), String("coordinate_transformation_mode", coordinates)];
        if (mode == "nearest")
            attributes = [.. attributes, String("nearest_mode", Any("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"))];
        if (mode == "cubic") attributes = [.. attributes, Float("cubic_coeff_a", Any(-0.75f, -0.5f)), Int("exclude_outside", R(0, 1))];
        var roi = _opset < 13 ? Constant([0], Array.Empty<float>()) : "";
        if (Chance(0.5)) Add("Resize", [x.Name, roi, Constant([scales.Length], scales)], x.IsExact && mode == "nearest", attributes);
        else
        {
            long[] sizes = [.. x.Extents[..2], .. x.Extents[2..].Select(e => (long)R(1, 2 * (int)e))];
            var none = _opset < 13 ? Constant([0], Array.Empty<float>()) : "";
            Add("Resize", [x.Name, roi, none, Longs(sizes)], x.IsExact && mode == "nearest", attributes);
        }
    }

    private void Upsample()
    {
        var x = X(4, 4);
        float[] scales = [1, 1, Any(1f, 2f, 3f), Any(1f, 2f)];
        ProtoWriter mode = String("mode", Any("nearest", "linear"));
        if (_opset < 9)
        {
            var factors = new ProtoWriter().Text(1, "scales").Varint(20, 6).Blob(7, [.. scales.SelectMany(BitConverter.GetBytes)]);
            Add("Upsample", [x.Name], false, mode, factors);
        }
        else Add("Upsample", [x.Name, Constant([4], scales)], false, mode);
    }

    private void Sample()
    {
        var x = X(4, 4, where: v => v.Extents[2] > 1 && v.Extents[3] > 1);
        var mode = _opset < 20 ? Any("bilinear", "nearest", "bicubic") : Any("linear", "nearest", "cubic");
        long[] extents = [x.Extents[0], _extent > 0 ? _extent : R(1, 4), _extent > 0 ? _extent : R(1, 4), 2];
        // Not on the border between two elements.
        float[] grid = [.. Enumerable.Range(0, Count(extents)).Select(_ => (R(-11, 11) / 10f) + 0.0137f)];
        var fed = new GeneratedValue($"in{_inputs++}", Sartor.Core.Tensor.Create(new Shape(extents), grid), false);
        _values[fed.Name] = fed;
        Add(
            "GridSample", [x.Name, Chance(0.5) ? Constant(extents, grid) : fed.Name], false, String("mode", mode),
            String("padding_mode", Any("zeros", "border", "reflection")), Int("align_corners", R(0, 1)));
    }

    private void Align()
    {
        var x = X(4, 4, where: v => v.Extents[2] > 2 && v.Extents[3] > 2);
        var count = _extent > 0 ? _extent : R(1, 3);
        float[] Box() => [R(0, 3) + 0.3f, R(0, 3) + 0.2f, R(4, 8) + 0.1f, R(4, 8) - 0.2f];
        float[] boxes = [.. Enumerable.Range(0, (int)count).SelectMany(_ => Box())];
        long[] images = Indices(count, x.Extents[0], false);
        Add(
            "RoiAlign", [x.Name, Constant([count, 4], boxes), Constant([count], images)], false, Int("sampling_ratio", R(1, 3)),
            Int("output_height", _extent > 0 ? _extent : R(1, 3)), Int("output_width", _extent > 0 ? _extent : R(1, 3)),
            Float("spatial_scale", 0.5f));
    }

    private void Recur(string type, int gates)
    {
        var x = X(3, 3, where: v => v.Extents[0] < 7);
        var hidden = _extent > 0 ? _extent : R(1, 4);
        var direction = Any("forward", "reverse", "bidirectional");
        var directions = direction == "bidirectional" ? 2 : 1;
        var batch = x.Extents[1];
        var bias = Chance(0.7) ? Weights(0.5, directions, 2 * gates * hidden) : "";
        var lengths = Chance(0.25) ? Constant([batch], [.. Enumerable.Range(0, (int)batch).Select(_ => R(1, (int)x.Extents[0]))]) : "";
        List<string> inputs =
        [
            x.Name, Weights(0.7, directions, gates * hidden, x.Extents[2]), Weights(0.7, directions, gates * hidden, hidden), bias, lengths,
            Chance(0.4) ? Weights(1, directions, batch, hidden) : "",
        ];
        if (type == "LSTM")
            inputs.AddRange(
                [Chance(0.4) ? Weights(1, directions, batch, hidden) : "", Chance(0.3) ? Weights(0.5, directions, 3 * hidden) : ""]);
        while (inputs[^1].Length == 0) inputs.RemoveAt(inputs.Count - 1);
        ProtoWriter[] attributes = [Int("hidden_size", hidden), String("direction", direction)];
        if (type == "GRU") attributes = [.. attributes, Int("linear_before_reset", R(0, 1))];
        if (type == "LSTM" && Chance(0.2)) attributes = [.. attributes, Int("input_forget", 1)];
        if (Chance(0.2)) attributes = [.. attributes, Float("clip", 0.8f)];
        AddAll(type, [.. inputs], type == "LSTM" ? 3 : 2, false, attributes);
    }
}
