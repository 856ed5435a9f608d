using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Protocol;

public sealed class FrameProfileTests
{
    private static readonly ExecutionProfile s_profile = new(
        7, 1500,
        [
            new ExecutedStep("CONV_2D", null, 900, [new ExecutedNode("CONV_2D", null, "a=b;\\c\nd")]),
            new ExecutedStep("Delegate", "xnnpack", 0, [new ExecutedNode("ADD", "näme", null), new ExecutedNode("MUL", null, "")]),
            new ExecutedStep("EMPTY", "xnnpack", 3, []),
        ],
        "somewhere", null);

    [Fact]
    public void Profile_ThereAndBack_IsTheSame()
    {
        var frame = new Frame("ok").WithProfile(s_profile);
        var decoded = Frame.DecodeHeader(frame.EncodeHeader());
        decoded.Payload = frame.Payload;
        decoded.GetProfile().ShouldBe(s_profile);
        new Frame("ok").WithProfile(ExecutionProfile.Missing("it cannot")).GetProfile().ShouldBe(ExecutionProfile.Missing("it cannot"));
    }

    [Fact]
    public void Profile_WithMoreThanFits_BecomesAProblem()
    {
        var node = new ExecutedNode("ADD", null, "x");
        var steps = new ExecutedStep("D", "d", 1, Enumerable.Repeat(node, FrameProfile.MaxSteps + 1).ToEquatableArray());
        var profile = new Frame("ok").WithProfile(s_profile with { Steps = [steps] }).GetProfile();
        profile.Steps.ShouldBeEmpty();
        profile.Problem.ShouldNotBeNull().ShouldContain("16385 nodes");
    }

    // The end of a long name, whole characters of it.
    [Fact]
    public void Names_OfAnyLength_AreCut()
    {
        var name = string.Concat(Enumerable.Repeat("🙂", 5000)) + "/weights";
        var steps = new ExecutedStep(name, null, 1, Enumerable.Repeat(new ExecutedNode(name, name, name), FrameProfile.MaxSteps)
            .ToEquatableArray());
        var frame = new Frame("ok").WithProfile(s_profile with { Steps = [steps] });
        frame.Payload.Length.ShouldBeLessThan(FrameProfile.MaxBytes);
        var cut = frame.GetProfile().Steps[0].Kernel;
        cut.Length.ShouldBeInRange(199, 200);
        cut.ShouldStartWith("…🙂");
        cut.ShouldEndWith("🙂/weights");
    }

    [Theory]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=0\n", "")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\nproblem=no\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=0\n")]
    [InlineData("runs=0\nrun_ns=1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=0\n")]
    [InlineData("runs=1\nrun_ns=-1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=0\n")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=16385\n", "type=steps\n")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\n", "")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.ns=1\nstep.0.nodes=0\n")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=x\nstep.0.nodes=0\n")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=16385\n")]
    [InlineData("runs=1\nrun_ns=1\nevidence=e\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=1\n")]
    [InlineData("runs=1\nrun_ns=1\nsteps=1\n", "type=steps\nstep.0.kernel=K\nstep.0.ns=1\nstep.0.nodes=0\n")]
    public void Profile_Malformed_IsRefused(string header, string payload)
    {
        var frame = Frame.DecodeHeader(System.Text.Encoding.UTF8.GetBytes("type=ok\n" + header));
        frame.Payload = System.Text.Encoding.UTF8.GetBytes(payload);
        Should.Throw<InvalidDataException>(() => frame.GetProfile());
    }
}
