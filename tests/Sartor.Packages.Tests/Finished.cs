using System.Diagnostics;

namespace Sartor.Packages.Tests;

/// <summary>A program that has ended.</summary>
internal sealed record Finished(int Code, string Output, string Error)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a program with nothing in its environment but what is given, and waits for its end.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="environment">Everything that it has.</param>
    /// <param name="program">A path.</param>
    /// <param name="arguments">Of the program.</param>
    public static async Task<Finished> RunAsync(
        string folder, IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new Finished(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public void ShouldSucceed() => Code.ShouldBe(0, $"{Output}\n{Error}");
}
