using System.Diagnostics;
using Sartor.Cli.Completion;
using Sartor.Contracts;

namespace Sartor.Cli.Tests.Completion;

public sealed class CompletionTests
{
    // No package of Debian has PowerShell.
    public static TheoryData<string> Shells => [.. CompletionScripts.All.Keys.Where(shell => shell != "pwsh")];

    [Theory]
    [InlineData("", "fit", "bench", "completion", "doctor")]
    [InlineData("qu", "quantize")]
    [InlineData("fit --max-l", "--max-latency-ms")]
    [InlineData("completion ", "bash", "zsh", "fish", "pwsh")]
    [InlineData("quantize m.onnx --calibration ", "minmax", "mse", "percentile")]
    [InlineData("fit m.onnx --prefer ", "latency", "size", "accuracy")]
    [InlineData("fit m.onnx --precisions ", "float16", "int8")]
    [InlineData("convert m.onnx --target ", "tflite")]
    [InlineData("device ", "list", "add", "remove", "watch", "lock")]
    public void Words_AreThoseThatMayFollow(string line, params string[] expected)
    {
        var run = CommandRun.Of($"[suggest:{line.Length}]", line);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        var words = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim()).ToArray();
        foreach (var word in expected) words.ShouldContain(word);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Script_IsOneThatTheShellReads(string shell)
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "script");
        await File.WriteAllTextAsync(script, CommandRun.Of("completion", shell).Out, TestContext.Current.CancellationToken);
        var (code, _, error) = await Run(shell, ["-n", script], folder.Path);
        code.ShouldBe(0, error);
    }

    [Fact]
    public void ScriptOfPowerShell_ClosesWhatItOpens_AndAsksForWords()
    {
        var open = new Stack<char>();
        foreach (var c in CompletionScripts.All["pwsh"])
        {
            if (c is '(' or '{' or '[') open.Push(c);
            else if (c is ')' or '}' or ']') open.Pop().ShouldBe(c switch { ')' => '(', '}' => '{', _ => '[' });
        }
        open.ShouldBeEmpty();
        CompletionScripts.All["pwsh"].ShouldContain("-CommandName sartor");
        CompletionScripts.All["pwsh"].ShouldContain("[suggest:$position]");
    }

    [Theory]
    [InlineData("sartor fit --max-lat", "--max-latency-ms")]
    [InlineData("sartor insp", "inspect")]
    [InlineData("sartor completion z", "zsh")]
    public async Task Bash_CompletesWhatIsTyped(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "sartor");
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "sartor.dll")}' \"$@\"\n",
            TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        const string press =
            """
            eval "$(sartor completion bash)"
            complete -p sartor > /dev/null || exit 3
            COMP_LINE="$1"; COMP_POINT=${#COMP_LINE}; COMP_WORDS=($COMP_LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _sartor
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var (code, output, error) = await Run("bash", ["--norc", "-c", press, "bash", line], folder.Path);
        code.ShouldBe(0, error);
        output.Trim().ShouldBe(expected);
    }

    [Fact]
    public void UnknownShell_IsRefused() =>
        CommandRun.Of("completion", "tcsh").ShouldBeRefused().ShouldBe("shell: unknown shell 'tcsh'; choose bash, fish, pwsh, zsh.");

    private static async Task<(int Code, string Output, string Error)> Run(string program, string[] args, string path)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{path}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
        }
        using (process)
        {
            var error = process!.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output, await error);
        }
    }
}
