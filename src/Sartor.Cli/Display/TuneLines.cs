using Sartor.Core;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Display;

/// <summary>One line for each thing that happens.</summary>
/// <param name="write">Takes a line.</param>
internal sealed class TuneLines(Action<string> write) : ITuningListener
{
    private long _steps;

    public void Noted(string sentence) => write($"{sentence.TrimEnd('.')}.");

    public void Prepared(int done, int total)
    {
        if (done == total) write($"prepare: {Quantity.Of(total, "sample")}");
    }

    public void Started(TuningStart start)
    {
        _steps = start.Step;
        write($"tune: {TuneText.Line(start)}");
    }

    public void Advanced(TuningProgress progress)
    {
        _steps = progress.Step;
        write($"tune: {TuneText.Line(progress)}");
    }

    /// <summary>What is said where a training was stopped; null where none had begun.</summary>
    public string? Stopped => _steps > 0 ? "What was trained is kept; the same command goes on from there." : null;
}
