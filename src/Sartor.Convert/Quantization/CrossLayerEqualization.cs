namespace Sartor.Convert.Quantization;

/// <summary>
/// When channels are brought to one range by factors that move from the weights of one layer to those of the next (Nagel et al.,
/// "Data-Free Quantization Through Weight Equalization and Bias Correction", 2019).
/// </summary>
public enum CrossLayerEqualization
{
    /// <summary>Where a layer behind them would lose a quarter of the channels.</summary>
    Auto,

    /// <summary>Wherever the layers allow it.</summary>
    On,

    /// <summary>Nowhere.</summary>
    Off,
}
