using Sartor.Worker;
using Sartor.Workers.Host;
using var streams = ProtocolStreams.Claim();

return WorkerHost.Run(streams.Input, streams.Output);
