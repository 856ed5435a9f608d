namespace Sartor.Browser;

/// <summary>Who has joined, and the token that lets the next one in. Thread-safe.</summary>
/// <param name="first">Name of the first browser.</param>
internal sealed class JoinedBrowsers(string first)
{
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly List<JoinedBrowser> _browsers = [];

    /// <summary>What the address of the page ends with; another one as soon as it was used.</summary>
    public string Token { get; private set; } = PageSecret.New();

    /// <summary>Called when a browser has joined, outside of the lock.</summary>
    public Action<JoinedBrowser>? Joined { get; set; }

    public IReadOnlyList<JoinedBrowser> All
    {
        get
        {
            lock (_gate) return [.. _browsers];
        }
    }

    /// <summary>
    /// A new browser, or the one of the same kind whose page is gone: who opens the page again keeps its name. Null where the token is not
    /// the one that is expected.
    /// </summary>
    public JoinedBrowser? Join(string token, string agent)
    {
        JoinedBrowser browser;
        lock (_gate)
        {
            var away = _browsers.Find(known => !known.IsConnected && known.Agent == agent);
            if (!PageSecret.AreEqual(token, Token) || (away is null && _browsers.Count == Most)) return null;
            Token = PageSecret.New();
            away?.Renew();
            browser = away ?? new JoinedBrowser(_browsers.Count == 0 ? first : $"{first}-{_browsers.Count + 1}", agent);
            if (away is null) _browsers.Add(browser);
        }
        Joined?.Invoke(browser);
        return browser;
    }

    /// <summary>The browser with a secret; null where there is none.</summary>
    public JoinedBrowser? OfSecret(string? secret) =>
        secret is null ? null : All.FirstOrDefault(browser => PageSecret.AreEqual(browser.Secret, secret));

    /// <exception cref="IOException">There is none of that name.</exception>
    public JoinedBrowser Named(string? name)
    {
        var all = All;
        return all.FirstOrDefault(browser => browser.Name == name) ?? throw new IOException(all.Count == 0
            ? "no browser has joined yet; open the address that `sartor device browser` shows"
            : $"no browser of that name has joined; there are {string.Join(", ", all.Select(browser => $"browser:{browser.Name}"))}");
    }
}
