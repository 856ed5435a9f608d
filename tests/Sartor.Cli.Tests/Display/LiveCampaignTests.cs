using Sartor.Cli.Display;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Tests.Display;

public sealed class LiveCampaignTests
{
    private const string Phone = "adb:pixel";

    private readonly SteppedTime _time = new();
    private readonly List<TrialCount> _counts = [];
    private readonly LiveCampaign _live;
    private int _counted;

    public LiveCampaignTests() => _live = new LiveCampaign(
        () =>
        {
            _counted++;
            return [.. _counts];
        },
        new ShownModels("/lab"), _time);

    [Fact]
    public void Picture_HasALineForEachDeviceAndOneForAll()
    {
        Count("", CampaignStep.Convert, 4);
        Count(Phone, CampaignStep.Measure, 4);
        _live.Started([.. _counts]);
        _live.TrialStarted(Trial("", CampaignStep.Convert));
        _time.Seconds = 12;
        Lines().ShouldBe(
        [
            "conversion  0/4  converts m.onnx → tflite/int8 0:12",
            "adb:pixel   0/4  waits for its turn",
            "total       0/8  0:12",
        ]);
    }

    [Fact]
    public void RateAndTime_AreThoseOfWhatEndedInThisRun()
    {
        // 50 ended before: they say nothing about the pace.
        Count(Phone, CampaignStep.Measure, 50, TrialState.Finished, TrialEnding.Succeeded);
        Count(Phone, CampaignStep.Measure, 100);
        _live.Started([.. _counts]);
        for (var i = 1; i <= 2; i++) Run(Phone, CampaignStep.Measure, 60);
        Lines()[0].ShouldNotContain("left");
        Lines()[0].ShouldNotContain("/h");
        Run(Phone, CampaignStep.Measure, 60);
        // 3 in 3 min: 97 more take 97 min.
        Lines()[0].ShouldStartWith("adb:pixel  53/150  1 h 37 min left  60/h");
    }

    [Fact]
    public void SparedTrialsAndRepeatedAttempts_AreNoPace()
    {
        Count(Phone, CampaignStep.Measure, 100);
        _live.Started([.. _counts]);
        for (var i = 1; i <= 3; i++) Run(Phone, CampaignStep.Measure, 60);
        // An attempt that is repeated takes time and ends nothing; 40 are skipped at once.
        Run(Phone, CampaignStep.Measure, 60, TrialEnding.Transient, TrialState.Waiting);
        Count(Phone, CampaignStep.Measure, -40);
        Count(Phone, CampaignStep.Measure, 40, TrialState.Finished, TrialEnding.Skipped);
        // 3 in 4 min: 57 more take 76 min.
        Lines()[0].ShouldStartWith("adb:pixel  43/100  1 h 16 min left  45/h  40 skipped");
    }

    [Fact]
    public void StepThatNothingIsKnownOf_HasNoTime()
    {
        Count("", CampaignStep.Convert, 10);
        Count(Phone, CampaignStep.Verify, 10);
        Count(Phone, CampaignStep.Measure, 10);
        _live.Started([.. _counts]);
        for (var i = 1; i <= 5; i++) Run("", CampaignStep.Convert, 1);
        for (var i = 1; i <= 5; i++) Run(Phone, CampaignStep.Verify, 2);
        var lines = Lines();
        lines[0].ShouldContain("left");
        lines[1].ShouldNotContain("left");
        lines[^1].ShouldNotContain("left", customMessage: "a fast conversion tells nothing about the phone");
        for (var i = 1; i <= 4; i++) Run(Phone, CampaignStep.Measure, 30);
        // 5 verifications of 2 s and 6 measurements of 30 s.
        Lines()[1].ShouldContain("3 min left");
    }

    [Fact]
    public void PausesOfADevice_CountAsTheyCame()
    {
        Count(Phone, CampaignStep.Measure, 6);
        _live.Started([.. _counts]);
        for (var i = 1; i <= 3; i++)
        {
            Run(Phone, CampaignStep.Measure, 30);
            if (i < 3) _time.Seconds += 45;
        }
        // 90 s of work in 180 s.
        Lines()[0].ShouldContain("3 min left");
        Lines()[0].ShouldContain("60/h");
    }

    [Fact]
    public void DeviceThatIsNotWell_SaysWhy()
    {
        Count(Phone, CampaignStep.Measure, 6);
        _live.Started([.. _counts]);
        _live.TrialStarted(Trial(Phone, CampaignStep.Measure));
        _live.DeviceChanged(Phone, LaneState.Waiting, "cpu has 52 °C (max-temperature-c 45)");
        Lines()[0].ShouldEndWith("waits: cpu has 52 °C (max-temperature-c 45)");
        _live.DeviceChanged(Phone, LaneState.Ready, "");
        Lines()[0].ShouldContain("measures m.onnx · tflite/int8 · tflite/xnnpack ×4");
        _live.DeviceChanged(Phone, LaneState.Quarantined, "does not answer");
        Lines()[0].ShouldEndWith("rests: does not answer");
        _live.DeviceChanged(Phone, LaneState.GivenUp, "does not answer");
        Lines()[0].ShouldEndWith("given up: does not answer");
    }

    [Fact]
    public void Failures_AreToldByClass()
    {
        Count(Phone, CampaignStep.Measure, 10);
        _live.Started([.. _counts]);
        Run(Phone, CampaignStep.Measure, 1, TrialEnding.Refused);
        Run(Phone, CampaignStep.Measure, 1, TrialEnding.Invalid);
        Run(Phone, CampaignStep.Measure, 1, TrialEnding.Permanent, TrialState.Quarantined);
        Lines()[^1].ShouldContain("1 refused, 1 invalid, 1 quarantined");
    }

    [Fact]
    public void Trials_AreCountedOnlyWhereSomethingEnded()
    {
        Count(Phone, CampaignStep.Measure, 10);
        _live.Started([.. _counts]);
        for (var i = 0; i < 5; i++) Lines();
        _counted.ShouldBe(0);
        Run(Phone, CampaignStep.Measure, 1);
        for (var i = 0; i < 5; i++) Lines();
        _counted.ShouldBe(1);
    }

    [Theory]
    [InlineData("nets/a.onnx", "nets/a.onnx")]
    [InlineData("../../elsewhere/nets/a.onnx", "…/nets/a.onnx")]
    public void Model_OfAnotherFolder_IsShort(string model, string expected) => new ShownModels("/lab/x/y").Of(model).ShouldBe(expected);

    [Fact]
    public void Model_BelowTheCurrentFolder_IsShownFromThere() =>
        new ShownModels(Path.Combine(Environment.CurrentDirectory, "campaigns", "friday")).Of("../../nets/a.onnx").ShouldBe("nets/a.onnx");

    private IReadOnlyList<string> Lines() => _live.Lines();

    private void Run(
        string lane, CampaignStep step, double seconds, TrialEnding ending = TrialEnding.Succeeded, TrialState state = TrialState.Finished)
    {
        var trial = Trial(lane, step);
        _live.TrialStarted(trial);
        _time.Seconds += seconds;
        if (state != TrialState.Waiting)
        {
            Count(lane, step, -1);
            Count(lane, step, 1, state, ending);
        }
        _live.TrialEnded(trial, new TrialOutcome(ending), new NextStep(state));
    }

    private void Count(
        string lane, CampaignStep step, long count, TrialState state = TrialState.Waiting, TrialEnding ending = TrialEnding.None)
    {
        var place = _counts.FindIndex(one => (one.Lane, one.Step, one.State, one.Ending) == (lane, step, state, ending));
        if (place < 0) _counts.Add(new TrialCount(lane, step, state, ending, count));
        else _counts[place] = _counts[place] with { Count = _counts[place].Count + count };
    }

    private static CampaignTrial Trial(string lane, CampaignStep step) => new()
    {
        Number = 1,
        Id = new string('0', 64),
        Step = step,
        Lane = lane,
        Model = "m.onnx",
        Variant = "tflite/int8",
        Engine = "tflite",
        Delegate = "xnnpack",
        Threads = 4,
        Needs = null,
        State = TrialState.Running,
        Ending = TrialEnding.None,
        Attempts = 0,
        Claim = 1,
    };
}
