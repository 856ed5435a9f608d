namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A machine whose clock jumps while a trial waits for its second attempt.</summary>
internal sealed class ClockScene : CommandScene
{
    private readonly JumpingClock _clock = new();

    /// <param name="step">By how much it is put forward.</param>
    public ClockScene(TimeSpan step)
        : base("exit 3", starts: 2)
    {
        Time = _clock;
        AfterFailure = () => _clock.Step = step;
    }

    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;
    }
}
