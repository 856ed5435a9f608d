using System.Diagnostics;
using Sartor.Contracts.Devices;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class AndroidScreenTests
{
    /// <summary>Lines of Android's <c>dumpsys power</c> and <c>dumpsys deviceidle get screen</c>.</summary>
    [Theory]
    [InlineData("  mWakefulness=Awake\nDisplay Power: state=ON\nscreen=true", true)]
    [InlineData("  mWakefulness=Asleep\nDisplay Power: state=OFF\nscreen=false", false)]
    [InlineData("  mWakefulness=Dozing\nDisplay Power: state=DOZE_SUSPEND\nscreen=false", false)]
    [InlineData("  mWakefulness=Awake\nDisplay Power: state=OFF\nscreen=false", false)]
    [InlineData("  mWakefulness=Awake\nscreen=", true)]
    [InlineData("  mWakefulness=Asleep\nscreen=", false)]
    [InlineData("screen=true", true)]
    [InlineData("screen=false", false)]
    [InlineData("screen=", null)]
    [InlineData("screen=Can't find service: deviceidle", null)]
    [InlineData("", null)]
    public void Answer_SaysWhetherTheScreenIsOn(string answer, bool? expected) => AndroidScreen.Read(answer).ShouldBe(expected);

    [Fact]
    public async Task DeviceBehindAdb_IsAskedEachTime()
    {
        Assert.SkipWhen(AdbDaemon.Problem is not null, AdbDaemon.Problem ?? "");
        using var daemon = new AdbDaemon();
        using var device = DeviceCatalog.Open(daemon.Address);
        (await device.IsScreenOnAsync()).ShouldBeNull("it has no dumpsys");

        Directory.CreateDirectory($"{daemon.Files}/run/bin");
        var program = $"{daemon.Files}/run/bin/dumpsys";
        await File.WriteAllTextAsync(program, "#!/bin/sh\n[ \"$1\" != power ] || cat /run/power\n");
        using (var chmod = Process.Start("chmod", ["755", program])) await chmod.WaitForExitAsync();
        foreach (var (state, isOn) in new[] { ("ON", true), ("OFF", false), ("ON", true) })
        {
            await File.WriteAllTextAsync($"{daemon.Files}/run/power", $"POWER MANAGER\n\nDisplay Power: state={state}\n");
            (await device.IsScreenOnAsync()).ShouldBe(isOn);
        }
    }
}
