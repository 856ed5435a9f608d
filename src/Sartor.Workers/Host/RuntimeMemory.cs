using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// What a worker holds before it has an engine or a model: the program itself and, where it is compiled while it runs, the runtime of
/// .NET. It is no part of what a model needs.
/// </summary>
internal static class RuntimeMemory
{
    private static bool s_isRead;

    /// <summary>Resident memory in bytes at the first <see cref="Read"/>; null where the system does not tell.</summary>
    public static long? Bytes { get; private set; }

    /// <summary>Takes the memory of now, the first time that it is called. Call it before an engine is loaded.</summary>
    public static void Read()
    {
        if (s_isRead) return;
        (s_isRead, Bytes) = (true, ProcessMemory.Rss());
    }
}
