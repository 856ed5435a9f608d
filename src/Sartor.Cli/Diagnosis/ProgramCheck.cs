using System.ComponentModel;
using System.Diagnostics;

namespace Sartor.Cli.Diagnosis;

/// <summary>An outside program: asks for its version, with a deadline.</summary>
internal sealed record ProgramCheck(
    string Group, string Name, IReadOnlyList<string> Programs,
    IReadOnlyList<string> Arguments, string Purpose, string HowToGet)
{
    // A browser on a busy machine takes seconds for its version.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<MachineCheck> RunAsync(CancellationToken cancellation)
    {
        var problem = "";
        foreach (var program in Programs)
        {
            var (version, why) = await AskAsync(program, cancellation).ConfigureAwait(false);
            if (version is not null) return new MachineCheck(Group, Name, CheckState.Ok, version, Purpose, null);
            problem = why.Length > 0 ? why : problem;
        }
        return new MachineCheck(Group, Name, CheckState.Missing,
            problem.Length > 0 ? problem : $"{Programs[0]} is not on the PATH", Purpose, HowToGet);
    }

    private async Task<(string? Version, string Problem)> AskAsync(string program, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, Arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            });
            if (process is null) return (null, "");
            try
            {
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
                var error = process.StandardError.ReadToEndAsync(deadline.Token);
                await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
                // ssh writes its version to the error stream.
                var text = FirstLine(await output.ConfigureAwait(false)) ?? FirstLine(await error.ConfigureAwait(false)) ?? "";
                return process.ExitCode == 0
                    ? (text, "")
                    : (null, LastLine(await error.ConfigureAwait(false)) ?? $"{program} ends with code {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                return (null, $"{program} did not answer within {Patience.TotalSeconds:0} s");
            }
        }
        catch (Win32Exception)
        {
            return (null, "");
        }
    }

    private static string? FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();

    private static string? LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
}
