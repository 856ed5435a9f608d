namespace Sartor.Cli.Display;

/// <summary>What happens to the hub, as one line of JSON.</summary>
/// <param name="Event"><c>listening</c> or <c>joined</c>.</param>
/// <param name="Device">The address of the browser; null before one has joined.</param>
/// <param name="Agent">How the browser calls itself.</param>
/// <param name="Address">What the next browser has to open.</param>
internal sealed record BrowserEvent(string Event, string? Device, string? Agent, string Address);
