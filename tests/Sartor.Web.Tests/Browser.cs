using Microsoft.Playwright;

namespace Sartor.Web.Tests;

/// <summary>Chromium of this machine without a window, one for all tests. Skips the test where there is no browser.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Executable => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is not { } path) return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page that has run its scripts, and what they wrote to the console or threw.</summary>
    /// <param name="file">The file.</param>
    /// <param name="width">Of the window, in pixels.</param>
    /// <param name="dark">Whether the reader prefers dark pages.</param>
    public async Task<OpenedPage> OpenAsync(string file, int width = 1280, bool dark = false)
    {
        Assert.SkipWhen(_browser is null, "needs Chromium; apt-get install chromium");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        var page = await context.NewPageAsync();
        var opened = new OpenedPage(context, page);
        page.Console += (_, message) => opened.Messages.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => opened.Messages.Add(error);
        page.RequestFailed += (_, request) => opened.Messages.Add($"request: {request.Url}");
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }
}
