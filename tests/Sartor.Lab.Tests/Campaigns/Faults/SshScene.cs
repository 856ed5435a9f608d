using Sartor.Contracts.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A machine behind OpenSSH, behind a link.</summary>
internal sealed class SshScene : FaultScene
{
    public SshScene() => Relay = new TcpRelay(Server.Port);

    public SshServer Server { get; } = new();

    public TcpRelay Relay { get; }

    public override string Address => SshServer.AddressOf(Relay.Port);

    public override IReadOnlyList<int> Workers() => ProcessTable.Where((id, words) =>
        words[0].EndsWith("/sartor-worker", StringComparison.Ordinal) && ProcessTable.IsBelow(id, Server.ProcessId));

    public override void Dispose()
    {
        Relay.Dispose();
        Server.Dispose();
        base.Dispose();
    }
}
