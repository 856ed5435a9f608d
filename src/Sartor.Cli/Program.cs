using Sartor.Cli;
using Sartor.Core;

using var stop = new StopSignal(TimeProvider.System, code =>
{
    // Bounded: a disk that hangs does not keep the process. What stays is cleared by the next run.
    Task.Run(StagedOutput.AbandonAll).Wait(TimeSpan.FromSeconds(2));
    Console.Error.WriteLine("Stopped.");
    Environment.Exit(code);
});
return CommandLine.Run(args, CliContext.OfConsole(), stop.Token);
