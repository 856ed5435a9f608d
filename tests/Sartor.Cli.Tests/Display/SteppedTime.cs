namespace Sartor.Cli.Tests.Display;

/// <summary>A clock that a test sets.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public double Seconds { get; set; }

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => (long)(Seconds * 1000);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Seconds);
}
