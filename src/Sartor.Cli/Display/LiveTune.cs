using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Display;

/// <summary>Two lines that change in place: a bar, and the figures. Thread-safe.</summary>
/// <param name="print">Takes lines that stay.</param>
internal sealed class LiveTune(Action<string> print) : ITuningListener
{
    private const int BarWidth = 28;

    private readonly Lock _gate = new();
    private string _stage = "prepare";
    private long _done;
    private long _total;
    private string _now = "";

    public void Noted(string sentence) => print($"{sentence.TrimEnd('.')}.");

    public void Prepared(int done, int total) => Set("prepare", done, total, $"{done}/{total} samples");

    public void Started(TuningStart start) => Set("tune", start.Step, start.Steps, TuneText.Line(start));

    public void Advanced(TuningProgress progress) => Set("tune", progress.Step, progress.Steps, TuneText.Line(progress));

    /// <summary>The picture as it is now.</summary>
    public IReadOnlyList<string> Lines()
    {
        lock (_gate)
        {
            var filled = _total > 0 ? (int)(BarWidth * Math.Clamp(_done, 0, _total) / _total) : 0;
            return [$"{_stage,-8}{new string('━', filled)}{new string('┄', BarWidth - filled)}", $"        {_now}"];
        }
    }

    private void Set(string stage, long done, long total, string now)
    {
        lock (_gate) (_stage, _done, _total, _now) = (stage, done, total, now);
    }
}
