namespace Sartor.Workers.Protocol;

/// <summary>Constants of the worker protocol; docs/worker-protocol.md describes all of it.</summary>
internal static class WorkerProtocol
{
    /// <summary>Of this description; a worker refuses a client of another version.</summary>
    public const int Version = 1;

    /// <summary>Longest header of a frame.</summary>
    public const int MaxHeaderBytes = 1 << 20;

    /// <summary>Longest payload of a frame.</summary>
    public const long MaxPayloadBytes = 1L << 30;

    /// <summary>Most samples of one measurement.</summary>
    public const int MaxRuns = 10_000_000;

    /// <summary>Environment variable that lets a worker obey <c>fault</c> requests when it is <c>1</c>.</summary>
    public const string FaultsVariable = "SARTOR_WORKER_FAULTS";

    public const string Ok = "ok";
    public const string Error = "error";
    public const string Refused = "refused";
    public const string OutOfMemory = "out-of-memory";
    public const string Malformed = "protocol";
    public const string Crash = "crash";
}
