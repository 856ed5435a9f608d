namespace Sartor.Workers.Protocol;

/// <summary>The description of a machine as fields of a frame.</summary>
internal static class FrameDevice
{
    private const int MaxCores = 1 << 20;
    private const int MaxFeatures = 256;

    public static Frame WithDevice(this Frame frame, DeviceDescription device) => frame
        .With("cpu", device.Cpu)
        .With("cpu_features", string.Join(',', device.CpuFeatures))
        .With("cores", device.Cores)
        .With("memory_bytes", device.MemoryBytes)
        .With("os_name", device.Os)
        .With("kernel", device.Kernel)
        .With("arch", device.Architecture)
        .With("runtime", device.Runtime)
        .With("governor", device.Governor);

    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static DeviceDescription GetDevice(this Frame frame) => new(
        frame.Get("cpu"),
        frame.GetNames("cpu_features", MaxFeatures),
        (int)frame.GetNumber("cores", 1, MaxCores),
        frame.FindNumber("memory_bytes", 0, long.MaxValue),
        frame.Get("os_name"),
        frame.Get("kernel"),
        frame.Get("arch"),
        frame.Get("runtime"),
        frame.Find("governor"));

    /// <summary>A list of names; empty where the field is.</summary>
    /// <exception cref="InvalidDataException">The field is missing, the list is too long, or a name in it is empty.</exception>
    public static EquatableArray<string> GetNames(this Frame frame, string name, int most)
    {
        var text = frame.Get(name);
        if (text.Length == 0) return [];
        var names = text.Split(',', most + 1);
        return names.Length <= most && names.All(n => n.Length > 0)
            ? names.ToEquatableArray()
            : throw new InvalidDataException($"the field '{name}' of a '{frame.Type}' message is not a list of at most {most} names");
    }
}
