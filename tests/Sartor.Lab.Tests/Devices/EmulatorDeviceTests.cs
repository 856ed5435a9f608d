using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

[Collection(nameof(AdbDaemon))]
public sealed class EmulatorDeviceTests : DeviceContract, IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly VirtualDevice _avd;

    public EmulatorDeviceTests()
    {
        var problem = VirtualDevice.Problem ?? RunnerPrograms.Native().Problem;
        Assert.SkipWhen(problem is not null, problem ?? "");
        _avd = new VirtualDevice();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override bool IsThisMachine => false;

    public void Dispose()
    {
        GoneAsync(_avd).GetAwaiter().GetResult();
        _avd.Dispose();
    }

    protected override IDevice Open() => DeviceCatalog.Open(_avd.Address);

    [Theory]
    [InlineData("adb", "adb does not see emulator-")]
    [InlineData("sys.boot_completed", "sys.boot_completed is '', not 1")]
    [InlineData("dev.bootcomplete", "dev.bootcomplete is '', not 1")]
    [InlineData("init.svc.bootanim", "init.svc.bootanim is '', not stopped")]
    [InlineData("pm", "its package manager does not answer")]
    public async Task Boot_WaitsForEachConditionAndNamesIt(string condition, string problem)
    {
        _avd.Set($"missing={condition}");
        using (var shell = Shell())
        {
            var running = Run(shell, "echo ready");
            await UntilAsync(() => _avd.HasBooted);
            if (condition == "adb") await Task.Delay(1000, Token);
            var asked = condition == "adb" ? 0 : _avd.Questions;
            await UntilAsync(() => condition == "adb" || _avd.Questions >= asked + 6);
            running.IsCompleted.ShouldBeFalse(condition);
            _avd.Set();
            (await running).ShouldBe("ready");
        }
        _avd.Set($"missing={condition}");
        using var hasty = EmulatorShell.Open(_avd.Address, _avd.Name, TimeSpan.FromSeconds(2));
        var message = (await Should.ThrowAsync<DeviceException>(Run(hasty, "echo ready"))).Message;
        message.ShouldStartWith($"{_avd.Address}: is not ready after 2 s: ");
        // A machine that is busy may not have come that far.
        if (_avd.HasBooted) message.ShouldContain(problem);
    }

    [Theory]
    [InlineData(@"PANIC: Missing emulator engine program for \x27x86_64\x27 CPU.", "Missing emulator engine program for 'x86_64' CPU")]
    [InlineData(@"ERROR   | Running multiple emulators with the same AVD\nERROR   | is an experimental feature.",
        "Running multiple emulators with the same AVD is an experimental feature")]
    [InlineData(@"WARNING | bad\nFATAL   | \033[31mNot enough space\033[0m to create userdata partition.",
        "?[31mNot enough space?[0m to create userdata partition")]
    public async Task EmulatorThatEndsAtOnce_IsToldWithWhatItPrinted(string text, string told)
    {
        _avd.Set($"exit={text}");
        using var shell = Shell();
        (await Should.ThrowAsync<DeviceException>(Run(shell, "true"))).Message
            .ShouldBe($"{_avd.Address}: the emulator ended with exit code 1; it printed: {told}.");
    }

    [Fact]
    public async Task UnknownName_IsToldWithWhatThereIs()
    {
        using var shell = EmulatorShell.Open("emulator:nowhere", "nowhere");
        var message = (await Should.ThrowAsync<DeviceException>(Run(shell, "true"))).Message;
        message.ShouldStartWith("emulator:nowhere: there is no such AVD; those of this machine are ");
        message.ShouldContain(_avd.Address);
        message.ShouldNotContain("INFO");
    }

    [Theory]
    [InlineData("delay=2")]
    [InlineData("offline=4")]
    public async Task EmulatorThatIsLateOrOffline_IsWaitedFor(string line)
    {
        _avd.Set(line);
        using var shell = Shell();
        (await Run(shell, "getprop sys.boot_completed")).ShouldBe("1");
        _avd.Starts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task EmulatorThatDoesNotListenToItsConsole_IsEndedByItsProcess()
    {
        _avd.Set("deaf=1");
        using (var shell = Shell()) await Run(shell, "true");
        await GoneAsync(_avd);
        _avd.HasEndedInOrder.ShouldBeFalse();
    }

    [Fact]
    public async Task Emulator_BootsColdWithoutAWindowAndKeepsItsAvd()
    {
        using var shell = Shell();
        await Run(shell, "true");
        var start = _avd.Starts.ShouldHaveSingleItem();
        start.Words.ShouldBe(
            $"-avd {_avd.Name} -port {start.Port} -no-window -no-audio -no-boot-anim -gpu swiftshader_indirect -no-snapshot -read-only");
        start.Port.ShouldBeInRange(5554, 5682);
        (start.Port % 2).ShouldBe(0);
        shell.Dispose();
        _avd.HasEndedInOrder.ShouldBeTrue();
    }

    [Fact]
    public async Task SeveralAtOnce_HaveTheirOwnPortsAndFiles()
    {
        using var other = new VirtualDevice();
        using (var first = Shell())
        using (var second = EmulatorShell.Open(other.Address, other.Name))
        {
            await Task.WhenAll(Run(first, "echo one > /data/which"), Run(second, "echo two > /data/which"));
            _avd.Starts[0].Port.ShouldNotBe(other.Starts[0].Port);
            (await Run(first, "cat /data/which")).ShouldBe("one");
            (await Run(second, "cat /data/which")).ShouldBe("two");
            first.Dispose();
            await GoneAsync(_avd);
            (await Run(second, "cat /data/which")).ShouldBe("two");
        }
        await GoneAsync(other);
    }

    [Fact]
    public async Task SameEmulatorTwice_IsOneUntilTheLastOneLeaves()
    {
        using var first = Shell();
        using var second = Shell();
        await Task.WhenAll(Run(first, "true"), Run(second, "true"));
        _avd.Starts.Count.ShouldBe(1);
        first.Dispose();
        (await Run(second, "echo here")).ShouldBe("here");
        second.Dispose();
        await GoneAsync(_avd);
    }

    [Fact]
    public async Task EmulatorThatDies_IsToldAndTheNextOneIsNew()
    {
        using (var shell = Shell())
        {
            await Run(shell, "true");
            _avd.Crash();
            (await Should.ThrowAsync<DeviceException>(Run(shell, "true"))).Message
                .ShouldBe($"{_avd.Address}: the emulator ended with exit code 137; it printed: Boot of the guest begins.");
            using var next = Shell();
            (await Run(next, "echo new")).ShouldBe("new");
        }
        _avd.Starts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task EmulatorOfSomebodyElse_IsListedAndLivesOn()
    {
        using var server = new Bystander();
        using var theirs = new VirtualDevice();
        using var process = await theirs.StartForOthersAsync(server.Port);
        using (var shell = EmulatorShell.Open(theirs.Address, theirs.Name))
        {
            await Run(shell, "true");
            theirs.Starts.Count.ShouldBe(2);
            theirs.Starts[1].Port.ShouldNotBe(theirs.Starts[0].Port);
            var found = await DeviceCatalog.ListAsync(Token);
            found.ShouldContain(new FoundDevice(theirs.Address, FoundDevice.Running, null, null));
            found.ShouldContain(new FoundDevice(_avd.Address, FoundDevice.Stopped, null, null));
        }
        process.HasExited.ShouldBeFalse();
        server.IsAlive.ShouldBeTrue();
        Bystander.Ask(server.Port, "host:devices").ShouldContain($"emulator-{theirs.Starts[0].Port}\tdevice");
        await UntilAsync(() => theirs.Processes(besides: process.Id).Count == 0);
    }

    [Fact]
    public async Task ServerThatDiesWhileItBoots_IsToldOfItAgain()
    {
        _avd.Set("missing=pm");
        using var shell = Shell();
        var running = Run(shell, "echo ready");
        await UntilAsync(() => _avd.HasBooted && _avd.Questions > 0);
        Bystander.Ask(AdbServer.OwnPort.ShouldNotBeNull(), "host:kill");
        _avd.Set();
        (await running).ShouldBe("ready");
        _avd.Starts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WaitForABoot_CanBeGivenUp()
    {
        _avd.Set("missing=sys.boot_completed");
        using var giving = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var shell = Shell();
        var running = shell.RunAsync("true", null, s_patience, giving.Token);
        await UntilAsync(() => _avd.HasBooted);
        await giving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        await GoneAsync(_avd);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wipe-data")]
    [InlineData("a b")]
    [InlineData("a;touch owned")]
    [InlineData("$(touch owned)")]
    [InlineData("`touch owned`")]
    [InlineData("../board")]
    [InlineData("board\n")]
    [InlineData("board\n-wipe-data")]
    public void Address_OfAnotherForm_IsRefused(string name) =>
        Should.Throw<OptionException>(() => DeviceCatalog.Open($"emulator:{name}")).Message.ShouldContain("write emulator:AVD");

    // What an emulator has started ends a little later than it.
    private static Task GoneAsync(VirtualDevice avd) => UntilAsync(() => avd.Processes().Count == 0);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 1000 && !condition(); i++) await Task.Delay(20, Token);
        condition().ShouldBeTrue("what the test waits for has not come");
    }

    private static Task<string> Run(EmulatorShell shell, string script) => shell.RunAsync(script, null, s_patience, Token);

    private EmulatorShell Shell() => EmulatorShell.Open(_avd.Address, _avd.Name);
}
