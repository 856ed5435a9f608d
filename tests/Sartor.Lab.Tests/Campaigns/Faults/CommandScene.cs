using System.Runtime.InteropServices;
using Sartor.Contracts.Devices;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A device behind a script that starts its workers, and misbehaves in one of the starts.</summary>
internal class CommandScene : FaultScene
{
    // The plan has the first worker; a trial has one that keeps its model, and one that times it.
    private const int FirstMeasurement = 3;

    /// <param name="misdeed">What the script does in place of the start, in bash: <c>$worker</c> is the program, <c>$folder</c> the
    /// scene's; empty for nothing.</param>
    /// <param name="starts">In how many starts, from that of the first measurement on.</param>
    public CommandScene(string misdeed = "", int starts = 1)
    {
        Script = Path.Combine(Folder, "start.sh");
        File.WriteAllText(Script, $$"""
            exec 9>'{{Folder}}/lock'; flock 9
            n=$(($(cat '{{Folder}}/starts' 2>/dev/null || echo 0) + 1)); echo $n >'{{Folder}}/starts'
            exec 9>&-
            folder='{{Folder}}' worker='{{WorkerLocator.FindRunner(RuntimeInformation.RuntimeIdentifier)}}'
            if [ $n -ge {{FirstMeasurement}} ] && [ $n -lt {{FirstMeasurement + starts}} ]; then
              touch '{{Folder}}/struck'
              {{(misdeed.Length > 0 ? misdeed : ":")}}
            fi
            exec -a '{{Folder}}/worker' "$worker"

            """);
    }

    public string Script { get; }

    public override string Address => $"exec:/bin/bash {Script}";

    public bool HasStruck => File.Exists(Path.Combine(Folder, "struck"));

    public override IReadOnlyList<int> Workers() => ProcessTable.Where((_, words) => words[0] == $"{Folder}/worker");
}
