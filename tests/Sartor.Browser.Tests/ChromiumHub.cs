using Sartor.Contracts;
using Sartor.Lab.Devices;

namespace Sartor.Browser.Tests;

/// <summary>A hub with a headless Chromium that has joined as <c>browser:page</c>; both end with it.</summary>
public sealed class ChromiumHub : IAsyncLifetime
{
    public const string Device = "browser:page";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly TemporaryFolder _folder = new();

    /// <summary>Why there is none; null where it runs.</summary>
    public string? Problem { get; private set; }

    public BrowserHub Hub { get; private set; } = null!;

    /// <summary>The folder that Chromium's own processes name in their arguments.</summary>
    public string Profile => Path.Combine(_folder.Path, "profile");

    public async ValueTask InitializeAsync()
    {
        if (ProgramPath.Find("chromium") is not { } chromium)
        {
            Problem = "there is no Chromium on this machine (Debian: apt-get install chromium)";
            return;
        }
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, Path.Combine(_folder.Path, "hub.sock"));
        Hub = await BrowserHub.StartAsync(new BrowserHubOptions
        {
            Launch =
            [
                chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", $"--user-data-dir={Profile}",
                "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader",
            ],
        });
        await UntilReadyAsync();
    }

    /// <summary>Waits until the page is there.</summary>
    public static async Task UntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!(await DeviceCatalog.ListAsync(patience.Token)).Any(device => device is { Address: Device, State: FoundDevice.Ready }))
            await Task.Delay(100, patience.Token);
    }

    /// <summary>Ends Chromium without a word, all its processes.</summary>
    public void KillChromium()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(Profile, StringComparison.Ordinal)) continue;
                UnixSignal.Send(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture), UnixSignal.Kill);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // It has ended meanwhile.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Hub is not null) await Hub.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>All tests of one browser, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<ChromiumHub>
{
    public const string Name = "Chromium";
}
