using Sartor.Engines.Workers;
using Sartor.Worker;

using var streams = ProtocolStreams.Claim();
return WorkerHost.Run(streams.Input, streams.Output);
