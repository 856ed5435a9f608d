namespace Sartor.Engines;

/// <summary>An input or output of a loaded model, as the engine describes it.</summary>
/// <param name="Name">As in the model; may be empty.</param>
/// <param name="Type">
/// Element type (unknown for what is not a tensor) and shape. An input's dynamic dimensions are 1 here. An output's shape is null where it
/// has axes that are known only after a run.
/// </param>
/// <param name="Quantization">Scales and zero points; null for a tensor that is not quantised.</param>
/// <param name="DynamicAxes">Axes of an input with dynamic size: the bound tensor decides.</param>
public sealed record SessionTensor(string Name, TensorType Type, QuantizationParameters? Quantization, EquatableArray<int> DynamicAxes)
{
    /// <summary>Checks a tensor against this input.</summary>
    /// <exception cref="EngineException">Type, rank or a fixed extent differs.</exception>
    internal void Check(string engine, Tensor given)
    {
        var wanted = Type.Shape;
        var fits = given.Element == Type.Element && wanted is not null && given.Shape.Rank == wanted.Rank;
        for (var axis = 0; fits && axis < wanted!.Rank; axis++) fits = given.Shape[axis] == wanted[axis] || DynamicAxes.Contains(axis);
        if (!fits)
            throw new EngineException(engine, $"input '{Name}' takes {Describe()}, not {given.Type}; give a tensor of that type and shape");
    }

    /// <summary><c>float32[?,3,224,224]</c> with a question mark for a free axis.</summary>
    public string Describe()
    {
        if (Type.Shape is not { } shape) return Type.ToString();
        var extents = shape.Extents.Select((extent, axis) => DynamicAxes.Contains(axis) ? "?" : $"{extent}");
        return $"{Type.Element.Label()}[{string.Join(',', extents)}]";
    }
}
