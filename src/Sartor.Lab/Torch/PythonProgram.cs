using System.ComponentModel;
using System.Diagnostics;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Torch;

/// <summary>
/// Finds a Python that has PyTorch: the one that was named, by the caller or by <c>SARTOR_PYTHON</c>; else <c>python3</c> or <c>python</c>
/// on the PATH, as an active environment puts it there; else the system's, to which packages of Debian belong.
/// </summary>
public static class PythonProgram
{
    /// <summary>The environment variable that names one.</summary>
    public const string Variable = "SARTOR_PYTHON";

    /// <summary>How to get PyTorch, as a clause.</summary>
    public const string HowToInstall =
        "install it (Debian: apt-get install --no-install-recommends python3-torch libopenblas0-pthread; elsewhere: pip install torch), "
        + $"or name a Python that has it with --python or {Variable}";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Its path.</summary>
    /// <param name="named">What the caller named; null for nothing.</param>
    /// <exception cref="EngineException">There is none; the message says how to get it.</exception>
    public static string Find(string? named) => Find(named, Environment.GetEnvironmentVariable(Variable));

    /// <summary>The same with what the environment says.</summary>
    internal static string Find(string? named, string? variable)
    {
        var (asked, from) = !string.IsNullOrEmpty(named) ? (named, "--python") : (variable, Variable);
        if (!string.IsNullOrEmpty(asked))
        {
            var path = ProgramPath.Find(asked) ?? throw new EngineException("PyTorch", $"{from} names {asked}, which is not a program");
            return HasTorch(path) ? path : throw new EngineException("PyTorch", $"{path} of {from} has no PyTorch; {HowToInstall}");
        }
        string[] found = [.. ((string[])["python3", "python", "/usr/bin/python3"]).Select(ProgramPath.Find).OfType<string>().Distinct()];
        return Array.Find(found, HasTorch) ?? throw new EngineException(
            "PyTorch", found.Length == 0 ? $"there is no Python; {HowToInstall}" : $"{found[0]} has no PyTorch; {HowToInstall}");
    }

    // Looks for the package without the seconds that importing it takes.
    private static bool HasTorch(string python)
    {
        var start = new ProcessStartInfo(
            python, ["-c", "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('torch') else 1)"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(s_patience)) return process.ExitCode == 0;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
