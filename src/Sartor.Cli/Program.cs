using Sartor.Cli;

using var stop = new StopSignal();
return CommandLine.Run(args, CliContext.OfConsole(), stop.Token);
