namespace Sartor.Lab.Devices;

/// <summary>How much memory a worker may take before it is ended, so that one model does not bring down the machine.</summary>
internal static class MemoryLimit
{
    private const double Share = 0.75;

    /// <summary>Three quarters of what this machine, or the container that this process runs in, has.</summary>
    public static long OfThisMachine { get; } = (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Share);
}
