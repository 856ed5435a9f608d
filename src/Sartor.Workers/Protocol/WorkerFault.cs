namespace Sartor.Workers.Protocol;

/// <summary>Faults that tests inject into a worker.</summary>
public enum WorkerFault
{
    /// <summary>Native code writes to an address that is not there.</summary>
    Crash,
    /// <summary>Native code calls abort.</summary>
    Abort,
    /// <summary>The request never ends.</summary>
    Hang,
    /// <summary>The request takes 4 s.</summary>
    Slow,
    /// <summary>Native memory is taken and touched, up to 4 GiB.</summary>
    Memory,
    /// <summary>Native code prints to standard output, then all is well.</summary>
    Print,
    /// <summary>The process ends with exit code 3.</summary>
    Exit,
}
