using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>Carries out a <see cref="WorkerFault"/>, if the worker was started to obey.</summary>
internal static unsafe partial class WorkerFaults
{
    private const int ChunkBytes = 16 << 20;
    private const long LimitBytes = 4L << 30;

    private static readonly TimeSpan SlowTime = TimeSpan.FromSeconds(4);

    public static Frame Answer(Frame request)
    {
        if (Environment.GetEnvironmentVariable(WorkerProtocol.FaultsVariable) != "1"
            || !Enum.TryParse<WorkerFault>(request.Get("fault"), ignoreCase: true, out var fault))
            return new Frame(WorkerProtocol.Error).With("kind", WorkerProtocol.Malformed).With("message", "there is no such request");
        switch (fault)
        {
            case WorkerFault.Crash:
                Fill(16, 0, 16);
                break;
            case WorkerFault.Abort:
                AbortNow();
                break;
            case WorkerFault.Hang:
                using (var never = new ManualResetEvent(false)) never.WaitOne();
                break;
            case WorkerFault.Slow:
                using (var never = new ManualResetEvent(false)) never.WaitOne(SlowTime);
                break;
            case WorkerFault.Memory:
                TakeMemory();
                break;
            case WorkerFault.Print:
                Write(1, "noise from native code\n"u8.ToArray(), 23);
                break;
            case WorkerFault.Exit:
                Environment.Exit(3);
                break;
            default:
                throw new InvalidDataException($"there is no fault {fault}");
        }
        return new Frame(WorkerProtocol.Ok);
    }

    private static void TakeMemory()
    {
        var chunks = new List<nint>();
        for (long taken = 0; taken < LimitBytes; taken += ChunkBytes)
        {
            var chunk = (nint)NativeMemory.Alloc(ChunkBytes);
            NativeMemory.Fill((void*)chunk, ChunkBytes, 1);
            chunks.Add(chunk);
        }
        foreach (var chunk in chunks) NativeMemory.Free((void*)chunk);
    }

    [LibraryImport("libc", EntryPoint = "memset")]
    private static partial nint Fill(nint address, int value, nuint length);

    [LibraryImport("libc", EntryPoint = "abort")]
    private static partial void AbortNow();

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte[] data, nuint length);
}
