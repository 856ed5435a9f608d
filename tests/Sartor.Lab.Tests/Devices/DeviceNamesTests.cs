using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Tests.Devices;

public sealed class DeviceNamesTests : IDisposable
{
    private const string Variable = "XDG_CONFIG_HOME";

    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public DeviceNamesTests() => Environment.SetEnvironmentVariable(Variable, _folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("adb:39151FDJH")]
    [InlineData("ssh://pi@board:2222")]
    [InlineData("exec:sh -c 'it''s \"quoted\" # no comment: {x}'")]
    [InlineData("host")]
    public void Name_LeadsToItsAddress(string address)
    {
        DeviceNames.Add("pixel-8_a", address).ShouldBeNull();
        DeviceNames.Resolve("pixel-8_a").ShouldBe(address);
        DeviceNames.NameOf(DeviceNames.All(), address).ShouldBe("pixel-8_a");
        File.Exists(Path.Combine(_folder.Path, "sartor", "devices.yaml")).ShouldBeTrue();
    }

    [Fact]
    public void File_LiesInTheUsersSettingsAlsoWhereTheyAreNotThereYet()
    {
        var home = Environment.GetEnvironmentVariable("HOME");
        try
        {
            Environment.SetEnvironmentVariable(Variable, null);
            Environment.SetEnvironmentVariable("HOME", Path.Combine(_folder.Path, "new"));
            DeviceNames.Location.ShouldBe(Path.Combine(_folder.Path, "new", ".config", "sartor", "devices.yaml"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("HOME", home);
        }
    }

    [Fact]
    public void NamesThatAreGivenAtTheSameTime_AreAllKept()
    {
        string[] names = [.. Enumerable.Range(0, 16).Select(i => $"n{i}")];
        Parallel.ForEach(names, name => DeviceNames.Add(name, $"adb:{name}"));
        DeviceNames.All().Keys.ShouldBe(names, ignoreOrder: true);
    }

    [Fact]
    public void WhatIsNoName_StaysAsItIs()
    {
        DeviceNames.Resolve("pixel").ShouldBe("pixel");
        DeviceNames.Add("other", "host");
        foreach (var text in (string[])["pixel", "host", "adb:pixel", ""]) DeviceNames.Resolve(text).ShouldBe(text);
    }

    [Fact]
    public void Names_AreReplacedAndTakenAway()
    {
        DeviceNames.Add("a", "adb:1");
        DeviceNames.Add("b", "adb:2");
        DeviceNames.Add("a", "adb:3").ShouldBe("adb:1");
        DeviceNames.Remove("b").ShouldBe("adb:2");
        DeviceNames.All().ShouldBe(new Dictionary<string, string> { ["a"] = "adb:3" });
        DeviceNames.Remove("a").ShouldBe("adb:3");
        File.Exists(DeviceNames.Location).ShouldBeFalse();
        Should.Throw<OptionException>(() => DeviceNames.Remove("a")).Message.ShouldContain("no device is named 'a'");
    }

    [Theory]
    [InlineData("", "adb:1", "is not a name")]
    [InlineData("a b", "adb:1", "is not a name")]
    [InlineData("adb:1", "adb:1", "is not a name")]
    [InlineData("a\n", "adb:1", "is not a name")]
    [InlineData("ssh", "adb:1", "begins addresses")]
    [InlineData("host", "adb:1", "begins addresses")]
    [InlineData("a", "pixel", "unknown device")]
    [InlineData("a", "adb:no blanks", "is not the address")]
    [InlineData("a", "exec:x\ny", "control character")]
    public void Mistake_IsRefusedAndWritesNothing(string name, string address, string problem)
    {
        Should.Throw<OptionException>(() => DeviceNames.Add(name, address)).Message.ShouldContain(problem);
        Directory.Exists(Path.Combine(_folder.Path, "sartor")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a: [x, y]", "line 1")]
    [InlineData("'a b': adb:1", "line 1")]
    [InlineData("a: adb:1\na: adb:2", "line 2")]
    public void DamagedFile_IsToldWithItsLine(string text, string place)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DeviceNames.Location)!);
        File.WriteAllText(DeviceNames.Location, text);
        Should.Throw<DataSetException>(() => DeviceNames.Resolve("a")).Message.ShouldContain(place);
        DeviceNames.Known().ShouldBe(["host"]);
    }

    [Fact]
    public void CampaignFile_TakesNamesAndKnowsTheAddress()
    {
        DeviceNames.Add("mine", "host");
        var file = Path.Combine(_folder.Path, "friday.yaml");
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), Path.Combine(_folder.Path, "a.onnx"));
        File.WriteAllText(file, "models: a.onnx\ndevices: [mine]");
        CampaignFile.Read(file).Devices.ShouldBe(["host"]);
        File.WriteAllText(file, "models: a.onnx\ndevices: [mine, host]");
        Should.Throw<OptionException>(() => CampaignFile.Read(file)).Message.ShouldContain("'devices' names host twice");
        File.WriteAllText(file, "models: a.onnx\ndevices: [yours]");
        Should.Throw<OptionException>(() => CampaignFile.Read(file)).Message.ShouldContain("unknown device 'yours'");
    }
}
