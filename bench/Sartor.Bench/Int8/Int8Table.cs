using System.Globalization;
using Sartor.Results.Records;

namespace Sartor.Bench.Int8;

/// <summary>Writes docs/int8-networks.md, and counts what its targets ask.</summary>
internal sealed class Int8Table
{
    /// <summary>Least signal-to-quantization-noise ratio, in dB.</summary>
    public const double LeastDecibels = 20;

    private const double LargestShare = 0.27;
    private const long SmallNetwork = 1_000_000;

    private readonly TextWriter _text;
    private readonly MarkdownTable _table;
    private readonly List<string> _missed = [];
    private int _networks;

    public Int8Table(TextWriter text)
    {
        _text = text;
        text.WriteLine("""
            # Networks in int8

            Each network as int8 (`--calibration mse`, all else as it is without being asked for), for TensorFlow Lite, run by its own
            kernels of 2.9, and as ONNX with QuantizeLinear and DequantizeLinear, run by ONNX Runtime. *Size* is that of the int8 file
            divided by that of the float32 file of the same target. *SQNR* is 10 · log₁₀(Σ source² / Σ (source − int8)²) over all outputs
            of the held-out samples, in dB; *of the median sample* is that of one sample alone. *Violations* are the errors that
            [`sartor check`](checking.md) finds; ONNX has no such rules. The accuracies have their 95 % intervals. The first networks
            are trained. Those of torchvision have seeded random weights (`python/export_torchvision.py`), so that their accuracy says
            nothing; they are calibrated with 20 photographs and compared on 32 others. Their statistics fit synthetic images, and some
            photographs drive activations far beyond those of others: where both ratios differ, a few samples have most of the signal.
            *At 20 dB* is what `--min-sqnr 20` keeps in float32 on these samples, where all in int8 has less, with the size of that file.
            [Quantization](quantization.md) has some of these networks with statistics of photographs. This page is written by

                dotnet run -c Release --project bench/Sartor.Bench -- int8 DATA > docs/int8-networks.md

            where `SARTOR_TORCHVISION` names the folder of the networks, and DATA has the trained ones and the photographs.
            """);
        _table = new MarkdownTable(
            text, "network", "held out", "parameters", "TFLite: size", "SQNR", "of the median sample", "violations", "ONNX: size", "SQNR",
            "of the median sample", "TFLite at 20 dB", "ONNX at 20 dB", "accuracy as float32", "TFLite int8", "ONNX int8");
    }

    /// <summary>One network.</summary>
    /// <param name="network">Which one.</param>
    /// <param name="parameters">Of the source.</param>
    /// <param name="samples">Held-out samples.</param>
    /// <param name="source">The score of the source; null without labels.</param>
    /// <param name="results">For TFLite, then ONNX.</param>
    public void Row(Int8Network network, long parameters, int samples, ScoreResult? source, Int8Result[] results)
    {
        string Accuracy(ScoreResult? score) => network.IsTrained && score is not null ? ScoreText.Interval(score.Kind, score.Variant) : "";
        string Size(Int8Result result) => result.Share.ToString("0.000", CultureInfo.InvariantCulture);
        string Noise(double decibels) => decibels.ToString("0.0", CultureInfo.InvariantCulture);
        string Mixed(Int8Result result) => result.Mixed switch
        {
            null => "",
            { Reached: false } => "not reached",
            { SqnrDb: var decibels } mixed => string.Create(
                CultureInfo.InvariantCulture,
                $"{mixed.FloatLayers.Count} of {mixed.Layers} layers float32: size {(double)result.MixedBytes / result.FloatBytes:0.000}, ")
                + (decibels is { } ratio ? Noise(ratio) : "exact"),
        };
        var (tflite, onnx) = (results[0], results[1]);
        _table.Row(
            network.Name, $"{samples}", $"{parameters}", Size(tflite), Noise(tflite.Decibels), Noise(tflite.SampleDecibels),
            $"{tflite.Violations}", Size(onnx), Noise(onnx.Decibels), Noise(onnx.SampleDecibels),
            Mixed(tflite), Mixed(onnx), Accuracy(source), Accuracy(tflite.Score), Accuracy(onnx.Score));
        _text.Flush();
        _networks++;
        foreach (var (target, result) in results.Zip(["TFLite", "ONNX"], (result, target) => (target, result)))
        {
            void Miss(string what) => _missed.Add($"{network.Name}, {target}: {what}");
            if (parameters > SmallNetwork && result.Share > LargestShare) Miss($"a size of {Size(result)}");
            if (!(result.Decibels >= LeastDecibels)) Miss($"{Noise(result.Decibels)} dB");
            if (result.Violations > 0) Miss($"{result.Violations} violations");
            if (network.IsTrained && result.Score?.Variant.Value < source?.Variant.Low) Miss($"an accuracy of {Accuracy(result.Score)}");
        }
    }

    /// <summary>A network that cannot be quantized.</summary>
    public void Refused(Int8Network network, string why)
    {
        _table.Row(network.Name, why.ReplaceLineEndings(" "), "", "", "", "", "", "", "", "", "", "", "");
        _missed.Add($"{network.Name}: refused");
    }

    /// <summary>What was missed, behind the table.</summary>
    public void Finish()
    {
        _text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            ## Targets

            A size of at most {LargestShare} for networks of more than a million parameters, at least {LeastDecibels} dB, no violation, and
            an accuracy not below the interval of float32. Of {_networks} networks for two targets
            {(_missed is [] ? "none misses any." : "these miss one:")}

            """));
        foreach (var line in _missed) _text.WriteLine($"- {line}");
    }
}
