using Sartor.Core;

namespace Sartor.Data.Preprocessing;

/// <summary>What a model file tells about the images that it was trained on; all of it may be missing.</summary>
/// <param name="Format">Lower-case name of the file format: <c>onnx</c>, <c>tflite</c>; null if unknown.</param>
/// <param name="Producer">The program that wrote it, as the file says: <c>pytorch</c>, <c>CNTK</c>; null if unknown.</param>
/// <param name="InputQuantization">Parameters of the model's own input; null for a float input.</param>
public sealed record ModelFacts(string? Format = null, string? Producer = null, QuantizationParameters? InputQuantization = null);
