using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// The shell of a machine that is reached through a program of this one. Scripts are for its POSIX shell; whatever comes from outside is
/// quoted by <see cref="ShellQuote"/>. Not thread-safe.
/// </summary>
internal interface IRemoteShell : IDisposable
{
    /// <summary>As <c>--device</c> takes it.</summary>
    string Address { get; }

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">What its shell executes.</param>
    /// <param name="input">Its standard input; null for none.</param>
    /// <param name="deadline">After that the connection is given up.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Standard output without its last line end.</returns>
    /// <exception cref="DeviceException">The machine does not answer, or the script fails; the message has what it printed.</exception>
    Task<string> RunAsync(string script, Stream? input, TimeSpan deadline, CancellationToken cancellation);

    /// <summary>The command of this machine that runs a script there, with its standard input and output byte by byte.</summary>
    WorkerCommand CommandFor(string script);
}
