using Sartor.Cli.Terminal;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Display;

/// <summary>
/// Runs a tuning with the progress that suits the output: lines that change in place on a terminal, one after the other elsewhere, none
/// where that is asked for.
/// </summary>
internal static class TuneProgress
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public static TuningResult Run(CliContext context, Func<ITuningListener, TuningResult> tune, CancellationToken cancellation)
    {
        var isQuiet = context.State.Verbosity == Verbosity.Quiet;
        var block = context.State.Verbosity == Verbosity.Normal ? context.Block() : null;
        var lines = new TuneLines(line =>
        {
            if (block is null && !isQuiet) context.Error.WriteLine(line);
            context.State.Log?.Write(line);
        });
        try
        {
            return block is null ? tune(lines) : Live(context, block, lines, tune);
        }
        catch (Exception) when (cancellation.IsCancellationRequested && !isQuiet && lines.Stopped is { } sentence)
        {
            context.Error.WriteLine(sentence);
            throw;
        }
    }

    private static TuningResult Live(CliContext context, TerminalBlock block, TuneLines lines, Func<ITuningListener, TuningResult> tune)
    {
        var gate = new Lock();
        var isOver = false;
        var live = new LiveTune(line =>
        {
            lock (gate) block.Print(line);
        });
        void Draw()
        {
            var drawn = live.Lines();
            lock (gate)
            {
                if (!isOver) block.Draw(drawn);
            }
        }
        using var ticking = context.Time.CreateTimer(_ => Draw(), null, s_interval, s_interval);
        try
        {
            return tune(new BothTuningListeners(live, lines));
        }
        finally
        {
            lock (gate)
            {
                isOver = true;
                block.Clear();
            }
        }
    }

    private sealed class BothTuningListeners(ITuningListener first, ITuningListener second) : ITuningListener
    {
        public void Noted(string sentence)
        {
            first.Noted(sentence);
            second.Noted(sentence);
        }

        public void Prepared(int done, int total)
        {
            first.Prepared(done, total);
            second.Prepared(done, total);
        }

        public void Started(TuningStart start)
        {
            first.Started(start);
            second.Started(start);
        }

        public void Advanced(TuningProgress progress)
        {
            first.Advanced(progress);
            second.Advanced(progress);
        }
    }
}
