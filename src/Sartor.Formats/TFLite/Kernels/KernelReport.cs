using Sartor.Core;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>Collects the operators of a file that a runtime does not compute, and says so.</summary>
/// <param name="table">Of the runtime.</param>
internal sealed class KernelReport(KernelTable table)
{
    private const int MostNames = 3;

    private readonly List<(KernelRow Row, string Form, string Node)> _faults = [];

    /// <summary>Looks an operator up.</summary>
    /// <param name="name">As <see cref="KernelName"/> writes it.</param>
    /// <param name="version">Version of the operator.</param>
    /// <param name="node">What messages call it.</param>
    /// <param name="inputs">Its inputs; null for one left out.</param>
    /// <param name="outputs">Its outputs.</param>
    public void Add(
        string name, long version, string node, IEnumerable<KernelOperand?> inputs, IEnumerable<KernelOperand?> outputs)
    {
        var form = KernelForm.Of(inputs, outputs);
        if (table.Find(name, version, form) is { } row && !KernelRow.IsUsable(row.Worst)) _faults.Add((row, form, node));
    }

    /// <summary>One warning for each kind of operator; the code says what the runtime does.</summary>
    public IEnumerable<Diagnostic> Diagnostics() => _faults.GroupBy(f => (f.Row, f.Form)).Select(group => Diagnostic.Warning(
        Code(group.Key.Row.Worst),
        $"{Names([.. group.Select(f => f.Node)])}: {KernelText.Problem(table, group.Key.Row, group.Key.Form)}"
        + $"{Consequence(group.Key.Row.Worst)}; "
        + $"{KernelText.Remedy(group.Key.Row, group.Key.Form)}."));

    /// <summary>The code of an outcome.</summary>
    internal static string Code(KernelOutcome outcome) => outcome switch
    {
        KernelOutcome.Wrong => RuntimeFault.Wrong,
        KernelOutcome.Aborts => RuntimeFault.Aborts,
        _ => RuntimeFault.Refuses,
    };

    private static string Consequence(KernelOutcome outcome) => outcome == KernelOutcome.Wrong
        ? ", so the file gives other results there than the network, and its latency is that of a wrong file"
        : "";

    private static string Names(string[] nodes)
    {
        var named = string.Join(", ", nodes.Take(MostNames).Select(n => $"'{n}'"));
        return nodes.Length > MostNames ? $"Node {named} and {nodes.Length - MostNames} more" : $"Node {named}";
    }
}
