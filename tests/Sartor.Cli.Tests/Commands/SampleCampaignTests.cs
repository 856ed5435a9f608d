using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Contracts.Generated;

namespace Sartor.Cli.Tests.Commands;

/// <summary>
/// The campaign of samples/campaign with real parts: this machine, two adbd, an sshd and a headless Chromium at once.
/// SARTOR_SAMPLE_NETWORKS in the environment asks for another number of networks.
/// </summary>
public sealed class SampleCampaignTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(25);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Campaign_OverAllKindsOfDevices_EndsComplete()
    {
        Assert.SkipWhen(AdbDaemon.Problem is not null, AdbDaemon.Problem ?? "");
        Assert.SkipWhen(SshServer.Problem is not null, SshServer.Problem ?? "");
        Assert.SkipUnless(File.Exists("/usr/bin/chromium"), "there is no Chromium on this machine (Debian: apt-get install chromium)");
        var asked = Environment.GetEnvironmentVariable("SARTOR_SAMPLE_NETWORKS");
        var networks = int.Parse(asked is { Length: > 0 } ? asked : "200", CultureInfo.InvariantCulture);
        SmallNetworks.Write(Path.Combine(_folder.Path, "networks"), networks);
        using AdbDaemon first = new(), second = new();
        using var board = new SshServer();
        var file = Path.Combine(_folder.Path, "campaign.yaml");
        await File.WriteAllTextAsync(file, Sample()
            .Replace("adb:PHONE-1", first.Address, StringComparison.Ordinal)
            .Replace("adb:PHONE-2", second.Address, StringComparison.Ordinal)
            .Replace("ssh://BOARD", board.Address, StringComparison.Ordinal));
        string[] devices = ["host", first.Address, second.Address, board.Address, "browser:page"];

        using var hub = await StartBrowserAsync();
        try
        {
            var (code, output) = await RunAsync("campaign", "run", file, "--json");
            code.ShouldBe(0, output);
        }
        finally
        {
            hub.Kill(entireProcessTree: true);
        }
        (await RunAsync("campaign", "report", file)).Code.ShouldBe(0);
        (await RunAsync("campaign", "check", Path.Combine(_folder.Path, "campaign.campaign"))).Code.ShouldBe(0);

        var rows = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "campaign.campaign", "trials.csv"));
        var head = rows[0].Split(',');
        string[] Of(string row, params string[] names) => [.. names.Select(name => row.Split(',')[Array.IndexOf(head, name)])];
        var trials = rows.Skip(1).Select(row => Of(row, "device", "step", "ending")).ToArray();
        trials.Length.ShouldBe(networks * (1 + (2 * devices.Length)));
        // How busy the machine is, is none of the campaign's business.
        var failed = rows.Skip(1).Where(row => Of(row, "ending")[0] != "succeeded").ToArray();
        failed.Where(row => !row.Contains(",noisy: ", StringComparison.Ordinal)).ShouldBeEmpty();
        failed.Length.ShouldBeLessThan(trials.Length / 10);
        foreach (var device in devices)
        {
            trials.Count(trial => trial[0] == device && trial[1] == "verify").ShouldBe(networks, device);
            trials.Count(trial => trial[0] == device && trial[1] == "measure").ShouldBe(networks, device);
        }
        new FileInfo(Path.Combine(_folder.Path, "campaign.campaign", "report.html")).Length.ShouldBeGreaterThan(100_000);
        if (Environment.GetEnvironmentVariable("SARTOR_KEEP") is { Length: > 0 } keep)
        {
            foreach (var name in new[] { "report.html", "trials.csv" })
                File.Copy(Path.Combine(_folder.Path, "campaign.campaign", name), Path.Combine(keep, name), overwrite: true);
        }
    }

    private static string Sample() => File.ReadAllText(Path.Combine(TestFiles.Root, "samples", "campaign", "campaign.yaml"));

    private async Task<Process> StartBrowserAsync()
    {
        var socket = Path.Combine(_folder.Path, "hub.sock");
        Environment.SetEnvironmentVariable("SARTOR_BROWSER_SOCKET", socket);
        var launch = "/usr/bin/chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
            + $"--disable-background-networking --disable-component-update --disable-sync --user-data-dir={_folder.Path}/profile";
        var hub = Start("device", "browser", "--name", "page", "--json", "--launch", launch);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var line = await hub.StandardOutput.ReadLineAsync(patience.Token);
            if (line is null) Assert.Fail(await hub.StandardError.ReadToEndAsync(patience.Token));
            if (JsonElement.Parse(line!).GetProperty("event").GetString() == "joined") return hub;
        }
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        using var process = Start(words);
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, $"{await output}\n{await error}");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // Locks of devices of its own: other tests of this suite measure on this machine at the same time.
    private Process Start(params string[] words) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sartor.dll"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["XDG_RUNTIME_DIR"] = _folder.Path },
        })!;
}
