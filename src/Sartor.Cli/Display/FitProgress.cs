using System.Globalization;
using Sartor.Lab.Jobs;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>
/// Runs a job with the progress that suits the output: moving on a terminal, lines elsewhere, and none or more where that is asked for.
/// </summary>
internal static class FitProgress
{
    public static T Run<T>(CliContext context, Func<IRunProgress, T> fit)
    {
        T Logged(IRunProgress shown) => fit(
            context.State.Log is { } log ? new BothProgress(shown, new StepProgress(line => log.Write(line))) : shown);
        if (context.State.Verbosity == Verbosity.Quiet) return Logged(SilentProgress.Instance);
        if (context.State.Verbosity == Verbosity.Verbose) return Logged(Verbose(context));
        return context.IsTerminal ? Live(context, Logged) : Logged(new LineProgress(context.Error));
    }

    // With the time since the start, so that a slow step shows.
    private static StepProgress Verbose(CliContext context)
    {
        var started = context.Time.GetTimestamp();
        return new StepProgress(line => context.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{context.Time.GetElapsedTime(started).TotalSeconds,8:0.000} {line}")));
    }

    private static T Live<T>(CliContext context, Func<IRunProgress, T> fit)
    {
        var console = context.Progress();
        T? result = default;
        var live = new LiveProgress(context.Time);
        console.Live(live.Render()).AutoClear(true).Start(display =>
        {
            live.Changed = view =>
            {
                display.UpdateTarget(view);
                display.Refresh();
            };
            using var ticking = context.Time.CreateTimer(
                _ => live.Redraw(), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
            try
            {
                result = fit(live);
            }
            finally
            {
                live.Changed = null;
            }
        });
        return result!;
    }
}
