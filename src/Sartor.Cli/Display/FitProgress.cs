using Sartor.Lab.Jobs;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>Runs a fit with the progress that suits the output: moving on a terminal, lines elsewhere.</summary>
internal static class FitProgress
{
    public static T Run<T>(CliContext context, Func<IRunProgress, T> fit)
    {
        if (!context.IsTerminal) return fit(new LineProgress(context.Error));
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
