using System.Globalization;
using Sartor.Core;

namespace Sartor.Formats.Checkpoints;

/// <summary>
/// What the globals of a pickle stand for: the same that PyTorch's <c>weights_only</c> allows (<c>torch/_weights_only_unpickler.py</c>).
/// Each one that is called has its meaning here, as data; no other has one.
/// </summary>
internal static class PickleGlobals
{
    private static readonly HashSet<string> s_calls =
    [
        "collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3", "torch._utils._rebuild_qtensor",
        "torch._utils._rebuild_parameter", "torch.Size", "torch.device", "_codecs.encode", "builtins.set", "__builtin__.set",
    ];

    /// <summary>Whether a pickle may name it.</summary>
    public static bool IsAllowed(PickleGlobal global) =>
        s_calls.Contains(global.ToString()) || StorageOf(global) is not null || TypeOf(global) is not null;

    /// <summary>The type of the elements of a storage; unknown for plain bytes, null for what is no storage.</summary>
    public static ElementType? StorageOf(PickleGlobal global) =>
        global.Module is not ("torch" or "torch.storage") ? null : global.Name switch
        {
            "FloatStorage" => ElementType.Float32,
            "DoubleStorage" => ElementType.Float64,
            "HalfStorage" => ElementType.Float16,
            "BFloat16Storage" => ElementType.BFloat16,
            "LongStorage" => ElementType.Int64,
            "IntStorage" or "QInt32Storage" => ElementType.Int32,
            "ShortStorage" => ElementType.Int16,
            "CharStorage" or "QInt8Storage" => ElementType.Int8,
            "ByteStorage" or "QUInt8Storage" => ElementType.UInt8,
            "BoolStorage" => ElementType.Bool,
            "ComplexFloatStorage" => ElementType.Complex64,
            "ComplexDoubleStorage" => ElementType.Complex128,
            "UntypedStorage" or "_UntypedStorage" => ElementType.Unknown,
            _ => null,
        };

    /// <summary>What a call of it is.</summary>
    /// <param name="global">A global that is allowed.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Null where no such call is meant by anything that PyTorch writes.</returns>
    public static object? Call(PickleGlobal global, IReadOnlyList<object?> arguments) => (global.ToString(), arguments) switch
    {
        ("collections.OrderedDict", []) => new PickleDictionary(),
        ("collections.OrderedDict", [PickleList pairs]) => Dictionary(pairs),
        ("builtins.set" or "__builtin__.set", [PickleList items]) => items,
        ("torch.Size", [PickleList extents]) => extents,
        ("torch.device", [string device, ..]) => device,
        ("_codecs.encode", [string text, string]) => text,
        ("torch._utils._rebuild_parameter", [PickleTensor tensor, ..]) => tensor,
        ("torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_qtensor",
            [PickleStorage storage, long offset, PickleList shape, PickleList strides, ..]) =>
                Tensor(storage, storage.Element, offset, shape, strides),
        ("torch._utils._rebuild_tensor_v3",
            [PickleStorage storage, long offset, PickleList shape, PickleList strides, _, _, PickleGlobal type, ..])
            when TypeOf(type) is { } element => Tensor(storage, element, offset, shape, strides),
        _ => null,
    };

    /// <summary>A value as text, for a key or a table.</summary>
    public static string Text(object? value) => value switch
    {
        null => "None",
        true => "True",
        false => "False",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static ElementType? TypeOf(PickleGlobal global) => global.Module != "torch" ? null : global.Name switch
    {
        "float8_e4m3fn" => ElementType.Float8E4M3,
        "float8_e5m2" => ElementType.Float8E5M2,
        var name => Enum.GetValues<ElementType>().Where(type => type.Bits() >= 8 && type.Label() == name).Select(type => (ElementType?)type)
            .FirstOrDefault(),
    };

    private static PickleDictionary? Dictionary(PickleList pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs.Items)
        {
            if (pair is not PickleList { Items: [var key, var value] }) return null;
            dictionary.Items.Add(new(key, value));
        }
        return dictionary;
    }

    // A view that reaches beyond its storage is none.
    private static PickleTensor? Tensor(PickleStorage storage, ElementType element, long offset, PickleList shape, PickleList strides)
    {
        if (shape.Items.Count != strides.Items.Count || shape.Items.Count > 64 || offset < 0 || element.Bits() == 0) return null;
        if (shape.Items.Any(extent => extent is not (>= 0L)) || strides.Items.Any(stride => stride is not (>= 0L))) return null;
        long[] extents = [.. shape.Items.Cast<long>()], steps = [.. strides.Items.Cast<long>()];
        try
        {
            var tensor = new PickleTensor(storage, element, offset, new Shape(extents), steps);
            if (tensor.Shape.ElementCount == 0) return tensor;
            var last = extents.Zip(steps).Aggregate(offset, (sum, axis) => checked(sum + ((axis.First - 1) * axis.Second)));
            var count = storage.Element == ElementType.Unknown ? storage.Count * 8 / element.Bits() : storage.Count;
            return last < count ? tensor : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
