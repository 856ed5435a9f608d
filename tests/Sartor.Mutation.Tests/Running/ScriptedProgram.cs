using Sartor.Mutation.Running;

namespace Sartor.Mutation.Tests.Running;

/// <summary>A folder with a test program that a shell script plays: it has the classes <c>A</c> and <c>B</c>.</summary>
internal sealed class ScriptedProgram : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutation-test");

    /// <param name="run">
    /// Shell commands for a run. <c>$CLASS</c> is the first class or method asked for; <c>pass</c> and <c>fail</c> report a test.
    /// </param>
    public ScriptedProgram(string run)
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "no shell is on this machine");
        Program = new TestProgram(Path.Combine(_folder.FullName, "Scripted.Tests"));
        File.WriteAllText(Program.Path, $$"""
            #!/bin/sh
            [ "$1" = -list ] && { echo '["A","B"]'; exit 0; }
            cd "$(dirname "$0")"
            CLASS=$2
            IDS='"TestClassUniqueID":"c","TestMethodUniqueID":"m","MethodName":"Test"'
            say() { echo "{\"\$type\":\"test-$1\",$IDS,\"TestClassName\":\"${CLASS%.Test}\"}"; }
            say class-starting
            say method-starting
            pass() { say passed; }
            fail() { say failed; exit 1; }
            reach() { echo $1 >> "$SARTOR_MUTANTS_REACHED/$$.txt"; }
            {{run}}
            """);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Program.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder => _folder.FullName;

    public TestProgram Program { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
