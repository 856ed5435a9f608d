using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>A list, a tuple or a set of a pickle.</summary>
internal sealed class PickleList(IEnumerable<object?> items)
{
    public List<object?> Items { get; } = [.. items];
}

/// <summary>A dictionary of a pickle, in its order.</summary>
internal sealed class PickleDictionary
{
    public List<KeyValuePair<object?, object?>> Items { get; } = [];
}

/// <summary>A class or function that a pickle names. Nothing looks for it.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>What a global that is not allowed would have made: nothing was.</summary>
internal sealed class PickleRefused;

/// <summary>The elements of a tensor in another part of the file.</summary>
/// <param name="Key">The name of that part.</param>
/// <param name="Element">Type of an element; unknown for plain bytes, whose tensors say it.</param>
/// <param name="Count">Number of elements, or of bytes.</param>
internal sealed record PickleStorage(string Key, ElementType Element, long Count);

/// <summary>A tensor as a view of a storage; offset and strides count elements.</summary>
internal sealed record PickleTensor(PickleStorage Storage, ElementType Element, long Offset, Shape Shape, IReadOnlyList<long> Strides);
