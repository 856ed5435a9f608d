using System.Text.Json;

namespace Sartor.Mutation.Running;

/// <summary>How a run of tests ended.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Skipped">Tests that were skipped.</param>
/// <param name="Failed">Methods of tests that failed, with their class.</param>
/// <param name="HasEnded">False where the time was over first.</param>
/// <param name="HasCrashed">The process ended by itself, but not as a test program does.</param>
internal sealed record TestResult(int Passed, int Skipped, IReadOnlyList<string> Failed, bool HasEnded, bool HasCrashed)
{
    /// <summary>All tests that were to run did, and none failed.</summary>
    public bool IsClean => HasEnded && !HasCrashed && Failed.Count == 0;
}

/// <summary>A built test project of xunit.v3, which is a program.</summary>
/// <param name="Path">Its file.</param>
internal sealed record TestProgram(string Path)
{
    /// <summary>The program's name without its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The names of all classes that have tests.</summary>
    /// <exception cref="MutationException">The program does not list them.</exception>
    public async Task<IReadOnlyList<string>> ClassesAsync(string folder, CancellationToken stop)
    {
        var listed = await Command.RunAsync(Path, ["-list", "classes/json", "-noColor"], folder, stop).ConfigureAwait(false);
        if (listed.ExitCode != 0) throw new MutationException($"{Name} does not list its tests:\n{listed.Output}");
        // The runner resets the terminal's colours behind the list.
        return JsonSerializer.Deserialize<string[]>(listed.Output[..(listed.Output.LastIndexOf(']') + 1)])!;
    }

    /// <summary>Runs tests one after another up to the first that fails.</summary>
    /// <param name="filter"><c>-class</c> or <c>-method</c>.</param>
    /// <param name="names">What is run.</param>
    /// <param name="folder">The working folder, and the one for temporary files.</param>
    /// <param name="environment">Variables, which child processes inherit.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="stop">Ends the run.</param>
    public async Task<TestResult> RunAsync(
        string filter, IEnumerable<string> names, string folder, IReadOnlyDictionary<string, string> environment, TimeSpan limit,
        CancellationToken stop)
    {
        string[] filters = [.. names.SelectMany(n => (string[])[filter, n])];
        string[] arguments = [.. filters, "-parallelMode", "none", "-stopOnFail", "-reporter", "json", "-noColor"];
        var run = await Command.RunAsync(Path, arguments, folder, Surroundings(folder, environment), limit, stop).ConfigureAwait(false);
        return Read(run);
    }

    /// <summary>Reads the messages that the runner writes, one JSON object a line.</summary>
    internal static TestResult Read(CommandResult run)
    {
        var (passed, skipped) = (0, 0);
        var names = new Dictionary<string, string>();
        var failed = new List<string>();
        foreach (var line in run.Output.Split('\n').Where(l => l.StartsWith("{\"$type\":\"test-", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line);
            var message = json.RootElement;
            switch (message.GetProperty("$type").GetString())
            {
                case "test-class-starting": names[Text(message, "TestClassUniqueID")] = Text(message, "TestClassName"); break;
                case "test-method-starting": names[Text(message, "TestMethodUniqueID")] = Text(message, "MethodName"); break;
                case "test-passed": passed++; break;
                case "test-skipped": skipped++; break;
                case "test-failed":
                    failed.Add($"{names[Text(message, "TestClassUniqueID")]}.{names[Text(message, "TestMethodUniqueID")]}");
                    break;
            }
        }
        // The runner ends with 1 where a test failed or a fixture could not be made.
        return new TestResult(passed, skipped, failed, run.ExitCode is not null, run.ExitCode is not null and not 0 && failed.Count == 0);
    }

    private static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;

    // A mutant may ask for memory without end.
    private static Dictionary<string, string> Surroundings(string folder, IReadOnlyDictionary<string, string> environment) =>
        new(environment) { ["TMPDIR"] = folder, ["TEMP"] = folder, ["TMP"] = folder, ["DOTNET_GCHeapHardLimit"] = "100000000" };
}
