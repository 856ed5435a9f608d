using System.ComponentModel;
using System.Diagnostics;

namespace Sartor.Results.Tests.Reports;

/// <summary>Opens a file in Chromium without a window and says what became of it.</summary>
internal static class HeadlessChromium
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    /// <summary>The page after its scripts ran, and what they wrote to the console. Skips the test where there is no browser.</summary>
    /// <param name="file">The page.</param>
    /// <param name="pdf">Prints the page into this file instead; the page is then empty.</param>
    public static async Task<(string Page, IReadOnlyList<string> Console)> OpenAsync(string file, string? pdf = null)
    {
        var profile = Directory.CreateTempSubdirectory("sartor-chromium-").FullName;
        try
        {
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
                $"--user-data-dir={profile}", "--window-size=1280,4000", "--enable-logging=stderr", pdf is null ? "--dump-dom"
                    : $"--print-to-pdf={pdf}", new Uri(file).AbsoluteUri,
            ];
            using var process = Start(arguments);
            using var deadline = new CancellationTokenSource(s_patience);
            var page = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var log = process.StandardError.ReadToEndAsync(deadline.Token);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
                return (await page, [.. (await log).Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal))]);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"Chromium did not end within {s_patience.TotalSeconds:0} s");
            }
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    private static Process Start(string[] arguments)
    {
        foreach (var name in s_names)
        {
            try
            {
                if (Process.Start(
                    new ProcessStartInfo(name, arguments)
                    {
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                    }) is { } process) return process;
            }
            catch (Win32Exception)
            {
                // Not under this name.
            }
        }
        Assert.Skip("needs Chromium; apt-get install chromium");
        throw new UnreachableException();
    }
}
