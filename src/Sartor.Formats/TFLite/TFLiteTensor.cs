using Sartor.Core;

namespace Sartor.Formats.TFLite;

/// <summary>A tensor as the file states it.</summary>
/// <param name="Name">Its name, or one made of its index.</param>
/// <param name="Type">Element type and stored shape; the shape is null where the file does not know the rank.</param>
/// <param name="OpenAxes">The axes that the signature leaves open, so that the stored shape is only one of many.</param>
/// <param name="Quantization">Parameters of an integer tensor; null where it has none.</param>
/// <param name="Data">The data of a constant.</param>
/// <param name="Opaque">Why a constant cannot be represented; null for all others.</param>
/// <param name="IsVariable">It keeps state between inferences.</param>
internal sealed record TFLiteTensor(
    string Name, TensorType Type, IReadOnlyList<int> OpenAxes, QuantizationParameters? Quantization, Tensor? Data, string? Opaque,
    bool IsVariable)
{
    public bool HasOpenExtents => OpenAxes.Count > 0;
}
