namespace Sartor.Cli.Tests;

public sealed class StopSignalTests : IDisposable
{
    private readonly StoppedTime _time = new();
    private readonly List<int> _exits = [];

    public void Dispose() => _time.Dispose();

    [Fact]
    public void FirstSignal_CancelsAndGivesTimeToCleanUp()
    {
        using var stop = new StopSignal(_time, _exits.Add);
        stop.Token.IsCancellationRequested.ShouldBeFalse();
        _time.Due.ShouldBe(Timeout.InfiniteTimeSpan);

        stop.Stop().ShouldBeTrue();

        stop.Token.IsCancellationRequested.ShouldBeTrue();
        _time.Due.ShouldBe(StopSignal.Patience);
        _exits.ShouldBeEmpty();
    }

    [Fact]
    public void WorkThatDoesNotStop_EndsWithTheProcess()
    {
        using var stop = new StopSignal(_time, _exits.Add);
        stop.Stop();
        _time.Elapse();
        _exits.ShouldBe([130]);
    }

    [Fact]
    public void ListenerThatHangs_DoesNotHoldTheDeadline()
    {
        using var stop = new StopSignal(_time, _exits.Add);
        using var listener = stop.Token.Register(() => _time.Elapse());
        stop.Stop();
        _exits.ShouldBe([130]);
    }

    [Fact]
    public void SecondSignal_IsLeftToTheSystem()
    {
        using var stop = new StopSignal(_time, _exits.Add);
        stop.Stop().ShouldBeTrue();
        stop.Stop().ShouldBeFalse();
    }

    private sealed class StoppedTime : TimeProvider, ITimer
    {
        private Action _callback = () => { };

        public TimeSpan Due { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, Due) = (() => callback(state), dueTime);
            return this;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime;
            return true;
        }

        /// <summary>As if all the time had passed that was asked for.</summary>
        public void Elapse()
        {
            if (Due != Timeout.InfiniteTimeSpan) _callback();
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
