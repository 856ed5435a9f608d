namespace Sartor.Data.Preprocessing;

/// <summary>The order of the channels that a model takes.</summary>
public enum ColorOrder
{
    /// <summary>Red, green, blue.</summary>
    Rgb,
    /// <summary>Blue, green, red: networks trained with OpenCV or Caffe.</summary>
    Bgr,
    /// <summary>Luma by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B) in every channel.</summary>
    Gray,
}
