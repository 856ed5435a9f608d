using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sartor.Contracts.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>
/// All faults, each in a campaign of its own: those of one lane one after the other, the lanes at the same time, since most of the time is
/// waiting. SARTOR_FAULTS in the environment takes those whose names match; SARTOR_FAULT_TABLE names a file for the table.
/// </summary>
public sealed class FaultScript : IDisposable
{
    private readonly Dictionary<string, TaskCompletionSource<string?>> _problems = [];
    private readonly List<string> _rows = [];
    private readonly Lock _gate = new();
    private readonly Bystanders _bystanders = new();
    private int _recovered;

    public FaultScript()
    {
        var filter = Environment.GetEnvironmentVariable("SARTOR_FAULTS") ?? "";
        foreach (var name in Names.Where(name => Regex.IsMatch(name, filter))) _problems.Add(name, new TaskCompletionSource<string?>());
        foreach (var lane in Lanes) _ = Task.Run(() => RunAsync(lane));
        _ = Task.Run(async () =>
        {
            await RunAsync(AdbFaults.OfTheServer);
            await Task.WhenAll(DeviceLanes.Select(lane => Task.Run(() => RunAsync(lane))));
        });
    }

    /// <summary>Why the devices are not here; null where they are.</summary>
    public static string? Missing => RunnerPrograms.Native().Problem ?? VirtualDevice.Problem ?? SshServer.Problem;

    public static IEnumerable<string> Names =>
        AdbFaults.OfTheServer.Concat(DeviceLanes.Concat(Lanes).SelectMany(lane => lane)).Select(fault => fault.Name);

    // Devices behind adb share its server: these begin when nothing goes wrong with that any more.
    private static IReadOnlyList<Fault>[] DeviceLanes => [AdbFaults.All, [.. AdbFaults.Long, .. EmulatorFaults.All]];

    private static IReadOnlyList<Fault>[] Lanes => [SshFaults.All, WorkerFaults.All, HostFaults.All];

    /// <summary>What is wrong after a fault; null where the campaign recovered.</summary>
    /// <returns>No task where it was not asked for.</returns>
    internal Task<string?>? ProblemOf(string name) => _problems.GetValueOrDefault(name)?.Task;

    public void Dispose()
    {
        _bystanders.Dispose();
        var table = new StringBuilder("| fault | recovered | failed attempts | s |\n|---|---|---|---|\n").AppendJoin('\n', _rows)
            .Append(CultureInfo.InvariantCulture, $"\n\n{_recovered} of {_rows.Count} recovered\n").ToString();
        Console.WriteLine(table);
        if (Environment.GetEnvironmentVariable("SARTOR_FAULT_TABLE") is { Length: > 0 } path) File.WriteAllText(path, table);
    }

    private async Task RunAsync(IReadOnlyList<Fault> lane)
    {
        foreach (var fault in lane)
            if (_problems.TryGetValue(fault.Name, out var problem)) problem.SetResult(await OfAsync(fault));
    }

    private async Task<string?> OfAsync(Fault fault)
    {
        if (Missing is not null) return null;
        string? problem;
        var (failures, time) = (0, TimeSpan.Zero);
        try
        {
            using var scene = fault.Scene();
            var run = new FaultRun(fault, scene);
            problem = await run.RunAsync() ?? (_bystanders.Missing() is { } gone ? $"{gone} is gone" : null);
            (failures, time) = (run.Failures.Count, run.Time);
        }
        catch (Exception e)
        {
            problem = $"{e}".ReplaceLineEndings(" ");
        }
        lock (_gate)
        {
            if (problem is null) _recovered++;
            _rows.Add(string.Create(CultureInfo.InvariantCulture,
                $"| {fault.Name} | {problem ?? "yes"} | {failures} | {time.TotalSeconds:0.0} |"));
        }
        return problem;
    }
}
