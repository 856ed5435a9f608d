using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Sartor.Core;

namespace Sartor.Tailor.Tuning;

/// <summary>
/// Runs python/tailor_tune.py, which the assembly carries, on a work folder. It is told to stop by the end of its standard input, so also
/// by the end of this process: it then writes a checkpoint at the end of the step.
/// </summary>
internal static class TuningProgram
{
    private const string Engine = "PyTorch", Script = "tailor_tune.py", Prefix = "tailor_tune: ", Again = "; the same command goes on";

    private const int Refused = 2, Interrupted = 130, MostSaid = 500;

    private static readonly string[] s_files =
        [Script, "tailor_graph.py", "tailor_operators.py", "tailor_processes.py", "tailor_supernet.py"];

    /// <summary>Trains to the end.</summary>
    /// <param name="python">A Python that has PyTorch.</param>
    /// <param name="folder">The work folder, as an absolute path.</param>
    /// <param name="listener">Hears of it.</param>
    /// <param name="cancellation">Ends it at the end of a step, with a checkpoint.</param>
    /// <exception cref="OptionException">The program refuses what it was given.</exception>
    /// <exception cref="EngineException">It does not start, or ends otherwise.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static TuningEnd Run(string python, string folder, ITuningListener listener, CancellationToken cancellation)
    {
        using var process = Start(python, Unpack(folder), folder);
        var said = Task.Run(() => LastLine(process.StandardError), CancellationToken.None);
        TuningStart? start = null;
        TuningEnd? end = null;
        using (cancellation.Register(() => CloseInput(process)))
        {
            foreach (var line in BoundedLines.Of(process.StandardOutput)) Take(line);
        }
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, end) switch
        {
            (0, { } found) => found,
            (Refused, _) when said.Result.StartsWith(Prefix, StringComparison.Ordinal) =>
                throw new OptionException("tailor tune", said.Result[Prefix.Length..].TrimEnd('.')),
            (Interrupted, _) => throw new EngineException(Engine, $"was stopped{Again}"),
            _ => throw new EngineException(Engine, $"Python ended with code {process.ExitCode}{Quoted(said.Result)}{Again}"),
        };

        void Take(string line)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                var root = json.RootElement;
                switch (root.GetProperty("event").GetString())
                {
                    case "start":
                        listener.Started(start = TuningStart.Of(root));
                        break;
                    case "progress":
                        listener.Advanced(TuningProgress.Of(root));
                        break;
                    case "done" when start is not null:
                        end = TuningEnd.Of(start, root);
                        break;
                    default:
                        break;
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                // A line of somebody else.
            }
        }
    }

    // In the work folder: the processes that share the work start them again, and end after this process where that is ended.
    private static string Unpack(string folder)
    {
        var program = Path.Combine(folder, "program");
        Directory.CreateDirectory(program);
        foreach (var file in s_files)
        {
            using var resource = typeof(TuningProgram).Assembly.GetManifestResourceStream(file)!;
            AtomicFile.Write(Path.Combine(program, file), resource.CopyTo);
        }
        return Path.Combine(program, Script);
    }

    private static Process Start(string python, string script, string folder)
    {
        var start = new ProcessStartInfo(python, [script, folder, "--stop-with-input"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new EngineException(Engine, $"{python} does not start ({e.Message})", e);
        }
    }

    private static void CloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static string LastLine(TextReader reader)
    {
        var last = "";
        foreach (var line in BoundedLines.Of(reader))
        {
            if (!string.IsNullOrWhiteSpace(line)) last = line.Trim();
        }
        return last;
    }

    private static string Quoted(string said) => said.Length == 0 ? "" : $": {said[..Math.Min(said.Length, MostSaid)].TrimEnd('.')}";
}
