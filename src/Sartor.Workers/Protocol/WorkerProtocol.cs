namespace Sartor.Workers.Protocol;

/// <summary>Constants of the worker protocol; docs/worker-protocol.md describes all of it.</summary>
internal static class WorkerProtocol
{
    /// <summary>Major version; a worker refuses a client of another one.</summary>
    public const int Version = 1;

    /// <summary>Minor version; both sides keep to the lower of theirs.</summary>
    public const int Minor = 5;

    /// <summary>Longest header of a frame.</summary>
    public const int MaxHeaderBytes = 1 << 20;

    /// <summary>Longest payload of a frame.</summary>
    public const long MaxPayloadBytes = 1L << 30;

    /// <summary>Longest payload of a <c>chunk</c>.</summary>
    public const int MaxChunkBytes = 4 << 20;

    /// <summary>Largest file that a worker takes.</summary>
    public const long MaxFileBytes = 64L << 30;

    /// <summary>Most files that a worker keeps.</summary>
    public const int MaxFiles = 4096;

    /// <summary>Most samples of one measurement.</summary>
    public const int MaxRuns = 10_000_000;

    /// <summary>Shortest and longest time between two signs of life, in milliseconds.</summary>
    public const int MinAliveMs = 50, MaxAliveMs = 60_000;

    /// <summary>Environment variable that lets a worker obey <c>fault</c> requests when it is <c>1</c>.</summary>
    public const string FaultsVariable = "SARTOR_WORKER_FAULTS";

    /// <summary>Environment variable with the folder that holds proc, sys and etc for a worker; missing: <c>/</c>.</summary>
    public const string RootVariable = "SARTOR_DEVICE_ROOT";

    public const string Ok = "ok";
    public const string Error = "error";
    public const string Alive = "alive";
    public const string Refused = "refused";
    public const string OutOfMemory = "out-of-memory";
    public const string Malformed = "protocol";
    public const string Crash = "crash";
}
