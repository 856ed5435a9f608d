using System.ComponentModel;
using System.Diagnostics;
using Sartor.Contracts;

namespace Sartor.Web.Tests;

/// <summary>The tests of the modules in web/, by Node.js, which the build needs as well.</summary>
public sealed class ModuleTests
{
    public static TheoryData<string> Files =>
    [
        .. Directory.EnumerateFiles(Path.Combine(TestFiles.Root, "web", "tests"), "*.test.js")
            .Select(file => Path.GetFileName(file)).Order(),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Modules_PassTheirTests(string file)
    {
        var (code, said) = await NodeAsync("--test", Path.Combine(TestFiles.Root, "web", "tests", file));
        code.ShouldBe(0, said);
        said.ShouldContain("# fail 0");
        said.ShouldNotContain("# pass 0");
    }

    [Fact]
    public async Task AFailingTest_IsAFailure()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "wrong.test.mjs");
        await File.WriteAllTextAsync(
            file, "import assert from 'node:assert'; import { test } from 'node:test'; test('no', () => assert.equal(1, 2));");
        (await NodeAsync("--test", file)).Code.ShouldNotBe(0);
    }

    private static async Task<(int Code, string Said)> NodeAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var said = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var complained = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await said + await complained);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("Node.js did not end within 2 minutes");
        }
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("node", ["--test-reporter=tap", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs Node.js; the build needs it as well");
            throw new UnreachableException();
        }
    }
}
