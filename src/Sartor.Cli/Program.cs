using Sartor.Cli;

using var stop = new StopSignal(TimeProvider.System, code =>
{
    Console.Error.WriteLine("Stopped.");
    Environment.Exit(code);
});
return CommandLine.Run(args, CliContext.OfConsole(), stop.Token);
