namespace Sartor.Formats.TFLite;

/// <summary>What a message speaks of. It becomes a text only where a message is written: files have many tensors.</summary>
/// <param name="Name">A name, or the whole text.</param>
/// <param name="Tensor">Index of the tensor of that name; negative where the name is the whole text.</param>
internal readonly record struct TFLitePlace(string Name, int Tensor = -1)
{
    public static implicit operator TFLitePlace(string text) => new(text);

    public static implicit operator string(TFLitePlace place) => place.ToString();

    public override string ToString() => Tensor < 0 ? Name : $"tensor {Tensor} '{Name}'";
}
