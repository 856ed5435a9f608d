using Microsoft.Playwright;

namespace Sartor.Web.Tests;

/// <summary>A page in the browser; its context goes with it.</summary>
/// <param name="context">Its own cookies and permissions.</param>
/// <param name="page">The page.</param>
public sealed class OpenedPage(IBrowserContext context, IPage page) : IAsyncDisposable
{
    /// <summary>The page.</summary>
    public IPage Page => page;

    /// <summary>What stands in the console, and errors that nothing caught.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>Lets the page use the clipboard.</summary>
    public Task AllowClipboardAsync() => context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

    /// <summary>What a script gives.</summary>
    public Task<T> EvaluateAsync<T>(string script) => page.EvaluateAsync<T>(script);

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
