using Sartor.Core;

namespace Sartor.Formats;

/// <summary>Codes of the diagnostics that say which nodes of a file the runtime of its format does not compute.</summary>
public static class RuntimeFault
{
    /// <summary>The runtime computes something else, without a word.</summary>
    public const string Wrong = "runtime-wrong";

    /// <summary>The runtime refuses the file when it loads or runs it.</summary>
    public const string Refuses = "runtime-refuses";

    /// <summary>The runtime ends the process.</summary>
    public const string Aborts = "runtime-aborts";

    /// <summary>The diagnostics of a file that speak of faults of the runtime.</summary>
    public static IEnumerable<Diagnostic> Of(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Where(d => d.Code is Wrong or Refuses or Aborts);
}
