using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// The layers that read an activation, directly or behind operators with f · op(x) = op(f · x) for a factor above 0 a channel: pools,
/// RELU, padding with 0, resizing.
/// </summary>
internal sealed class LayerReaders
{
    private readonly List<Value> _values = [];
    private readonly List<Node> _layers = [];

    private LayerReaders()
    {
    }

    /// <summary>The activation and those that the operators in between make of it.</summary>
    public IReadOnlyList<Value> Values => _values;

    /// <summary>The layers, each once.</summary>
    public IReadOnlyList<Node> Layers => _layers;

    /// <summary>True where the layers are all that reads it.</summary>
    public bool AreAll { get; private set; } = true;

    public static LayerReaders Of(Int8Draft draft, Value value)
    {
        var readers = new LayerReaders();
        readers.Follow(draft, value);
        return readers;
    }

    /// <summary>
    /// The share of a layer's output channels that would lose their signal to the rounding of some of the channels that it reads: the
    /// error that the rounding makes of the channel, √Σ w² · s / √12, is compared with its spread.
    /// </summary>
    public static double LostShare(Int8Draft draft, Node layer, Func<int, bool> rounded, double step)
    {
        if (draft.Of(layer.Output)?.Channels is not { } outputs) return 0;
        var norms = LayerScaling.OutputNorms(layer, rounded);
        var varying = Enumerable.Range(0, Math.Min(outputs.Count, norms.Length)).Where(outputs.Varies).ToArray();
        var lost = varying.Count(o => Int8Noise.Error(step) * norms[o] > Int8Noise.SliceLimit * outputs.Deviations[o]);
        return lost / (double)Math.Max(1, varying.Length);
    }

    private void Follow(Int8Draft draft, Value value)
    {
        AreAll &= !draft.Graph.Outputs.Contains(value);
        _values.Add(value);
        foreach (var use in value.Uses)
        {
            if (draft.Rule(use.Node) == Int8Rule.Weighted && LayerScaling.CanScaleInputs(use)) _layers.Add(use.Node);
            else if (use.Index == 0 && IsHomogeneous(use.Node.Operator)) Follow(draft, use.Node.Output);
            else AreAll = false;
        }
    }

    private static bool IsHomogeneous(Operator op) => op is MaxPool or Resize or Pad { Mode: PadMode.Constant, Value: 0 }
        or AveragePool { Activation: Activation.None or Activation.Relu } || op == Clamp.Relu;
}
