namespace Sartor.Browser;

/// <summary>How the hub of browsers listens.</summary>
public sealed record BrowserHubOptions
{
    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether other machines can reach it: by https, with a certificate of its own, since browsers give threads, WebGPU and a fine clock
    /// only to pages that came safely. Without, it is reached from this machine alone, by http.
    /// </summary>
    public bool IsOpenToNetwork { get; init; }

    /// <summary>Name of the first browser; further ones get a number behind it.</summary>
    public string Name { get; init; } = "page";

    /// <summary>
    /// A program that opens an address in a browser, with its arguments; the address is added as the last one. It is started again when
    /// the page is gone. Null: a person opens it.
    /// </summary>
    public IReadOnlyList<string>? Launch { get; init; }
}
