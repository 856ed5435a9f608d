using System.Globalization;
using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// The cores that this process may run on. Threads that are made later have those of the thread that makes them, so an engine keeps to
/// them where they were set before it is started. Linux and Android only.
/// </summary>
internal static partial class CoreAffinity
{
    private const int MaskBytes = CpuSet.Most / 8;

    // Before anybody changed it.
    private static readonly string? s_own = Read();

    /// <summary>The cores of the calling thread; null where the system does not tell.</summary>
    public static string? Read()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsAndroid()) return null;
        var mask = new byte[MaskBytes];
        return GetAffinity(0, MaskBytes, mask) < 0
            ? null
            : CpuSet.Text(Enumerable.Range(0, CpuSet.Most).Where(core => (mask[core / 8] & (1 << (core % 8))) != 0));
    }

    /// <summary>Keeps all threads of this process to some cores.</summary>
    /// <param name="cpus">As <see cref="CpuSet"/> writes them.</param>
    /// <returns>The set that the system says it is now.</returns>
    /// <exception cref="EngineException">This machine cannot; every thread may run where it could before.</exception>
    /// <exception cref="InvalidDataException">It is no set.</exception>
    public static string Pin(string cpus)
    {
        if (CpuSet.Parse(cpus) is not { } cores)
            throw new InvalidDataException("the field 'cpus' of a 'pin' message is no list of cores as 0,2,4-7");
        if (s_own is null) throw new EngineException("worker", "cannot choose cores on this machine: only Linux and Android can");
        var wanted = CpuSet.Text(cores);
        var isSet = TrySet(cores);
        if (isSet && Read() == wanted) return wanted;
        TrySet(CpuSet.Parse(s_own)!);
        throw new EngineException("worker", $"cannot run on cores {wanted} here: the system lets it run on {s_own}");
    }

    // Threads may come and go meanwhile; those that come have the cores of one that is here.
    private static bool TrySet(IReadOnlyList<int> cores)
    {
        var mask = new byte[MaskBytes];
        foreach (var core in cores) mask[core / 8] |= (byte)(1 << (core % 8));
        if (SetAffinity(0, MaskBytes, mask) != 0) return false;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task").Select(path => Path.GetFileName(path)))
        {
            if (int.TryParse(thread, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) _ = SetAffinity(id, MaskBytes, mask);
        }
        return true;
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, [Out] byte[] mask);
}
