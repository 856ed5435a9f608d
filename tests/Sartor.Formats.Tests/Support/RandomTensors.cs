using Sartor.Core;

namespace Sartor.Formats.Tests.Support;

/// <summary>Seeded tensors: floats in [-range, range), integers over the whole range of 8-bit types, else in [0, 4).</summary>
internal static class RandomTensors
{
    public static Tensor Create(TensorType type, int seed, float range = 1)
    {
        var random = new Random(seed);
        var count = checked((int)type.ElementCount!.Value);
        var shape = type.Shape!;
        if (type.Element is ElementType.Int8 or ElementType.UInt8)
        {
            var bytes = new byte[count];
            random.NextBytes(bytes);
            return new Tensor(type.Element, shape, bytes);
        }
        var values = new float[count];
        for (var i = 0; i < count; i++) values[i] = type.Element.IsFloat() ? range * ((2 * random.NextSingle()) - 1) : random.Next(4);
        return Tensor.Create(shape, values).ConvertTo(type.Element);
    }
}
