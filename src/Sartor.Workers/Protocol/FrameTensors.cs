using System.Globalization;

namespace Sartor.Workers.Protocol;

/// <summary>
/// Tensors and their descriptions as fields of a frame: <c>input.0.type=float32</c>, <c>input.0.shape=1,4</c>; data in the payload, in
/// order.
/// </summary>
internal static class FrameTensors
{
    private const int MaxTensors = 1024;
    private const int MaxRank = 32;

    /// <summary>Why tensors do not fit into one message; null where they do.</summary>
    public static string? Excess(IReadOnlyList<Tensor> tensors)
    {
        var length = tensors.Sum(tensor => (long)tensor.Data.Length);
        if (length > WorkerProtocol.MaxPayloadBytes)
        {
            return $"{length} bytes of tensors are more than the {WorkerProtocol.MaxPayloadBytes} that a worker takes or gives at once; "
                + "use a smaller batch or model";
        }
        return tensors.Count > MaxTensors
            ? $"{tensors.Count} tensors are more than the {MaxTensors} that a worker takes or gives at once"
            : null;
    }

    /// <summary>Adds tensors and their data, as the frame's payload.</summary>
    /// <exception cref="EngineException">They do not fit into one message.</exception>
    public static Frame WithTensors(this Frame frame, string prefix, IReadOnlyList<Tensor> tensors)
    {
        if (Excess(tensors) is { } problem) throw new EngineException("worker", problem);
        frame.With($"{prefix}s", tensors.Count);
        var payload = new byte[tensors.Sum(tensor => tensor.Data.Length)];
        var offset = 0;
        for (var i = 0; i < tensors.Count; i++)
        {
            WithType(frame, $"{prefix}.{i}", tensors[i].Type);
            tensors[i].Data.CopyTo(payload.AsMemory(offset));
            offset += tensors[i].Data.Length;
        }
        frame.Payload = payload;
        return frame;
    }

    /// <summary>The tensors of a frame; they share its payload.</summary>
    /// <exception cref="InvalidDataException">A field is wrong, or the payload has another length than they ask for.</exception>
    public static Tensor[] GetTensors(this Frame frame, string prefix)
    {
        var tensors = new Tensor[frame.GetNumber($"{prefix}s", 0, MaxTensors)];
        long offset = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var type = GetType(frame, $"{prefix}.{i}");
            if (type.ByteCount is not { } length || length > frame.Payload.Length - offset)
                throw new InvalidDataException($"the payload of a '{frame.Type}' message is too short for {type}");
            tensors[i] = new Tensor(type.Element, type.Shape!, frame.Payload.Slice((int)offset, (int)length));
            offset += length;
        }
        return offset == frame.Payload.Length
            ? tensors
            : throw new InvalidDataException($"the payload of a '{frame.Type}' message is longer than its tensors");
    }

    /// <summary>Adds descriptions without data.</summary>
    public static Frame WithDescriptions(this Frame frame, string prefix, IReadOnlyList<SessionTensor> tensors)
    {
        frame.With($"{prefix}s", tensors.Count);
        for (var i = 0; i < tensors.Count; i++)
        {
            var (name, key) = (tensors[i].Name, $"{prefix}.{i}");
            frame.With($"{key}.name", name);
            WithType(frame, key, tensors[i].Type);
            if (tensors[i].DynamicAxes.Count > 0) frame.With($"{key}.free", string.Join(',', tensors[i].DynamicAxes));
            if (tensors[i].Quantization is not { } quantization) continue;
            frame.With($"{key}.scales",
                string.Join(',', quantization.Scales.Select(scale => scale.ToString("R", CultureInfo.InvariantCulture))));
            frame.With($"{key}.zero_points", string.Join(',', quantization.ZeroPoints)).With($"{key}.axis", quantization.Axis);
        }
        return frame;
    }

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static EquatableArray<SessionTensor> GetDescriptions(this Frame frame, string prefix)
    {
        var tensors = new SessionTensor[frame.GetNumber($"{prefix}s", 0, MaxTensors)];
        for (var i = 0; i < tensors.Length; i++)
        {
            var key = $"{prefix}.{i}";
            var quantization = frame.Find($"{key}.scales") is not { } scales ? null : new QuantizationParameters(
                List(scales, text => float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
                List(frame.Get($"{key}.zero_points"), text => long.Parse(text, CultureInfo.InvariantCulture)),
                (int)frame.GetNumber($"{key}.axis", 0, MaxRank));
            var free = frame.Find($"{key}.free") is { } axes ? List(axes, text => int.Parse(text, CultureInfo.InvariantCulture)) : [];
            tensors[i] = new SessionTensor(frame.Get($"{key}.name"), GetType(frame, key), quantization, free);
        }
        return tensors.ToEquatableArray();
    }

    private static void WithType(Frame frame, string key, TensorType type)
    {
        frame.With($"{key}.type", type.Element.Label());
        if (type.Shape is { } shape) frame.With($"{key}.shape", string.Join(',', shape.Extents));
    }

    private static TensorType GetType(Frame frame, string key)
    {
        var label = frame.Get($"{key}.type");
        if (!Enum.TryParse<ElementType>(label, ignoreCase: true, out var element) || element.Label() != label)
            throw new InvalidDataException($"'{label}' is not an element type");
        if (frame.Find($"{key}.shape") is not { } text) return new TensorType(element, null);
        var extents = text.Length == 0 ? [] : List(text, part => long.Parse(part, CultureInfo.InvariantCulture));
        try
        {
            return extents.Count <= MaxRank
                ? new TensorType(element, new Shape(extents.AsSpan()))
                : throw new InvalidDataException($"a shape has {extents.Count} axes");
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"[{text}] is not a shape", e);
        }
    }

    private static EquatableArray<T> List<T>(string text, Func<string, T> parse)
    {
        try
        {
            return text.Split(',').Select(parse).ToEquatableArray();
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{text}' is not a list of numbers", e);
        }
    }
}
