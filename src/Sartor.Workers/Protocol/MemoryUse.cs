namespace Sartor.Workers.Protocol;

/// <summary>Memory of a worker process.</summary>
/// <param name="RssBytes">Resident now; null where the system does not tell.</param>
/// <param name="PeakRssBytes">Largest since the last reset or the last load; null where the system does not tell or cannot reset
/// it.</param>
public sealed record MemoryUse(long? RssBytes, long? PeakRssBytes);
