using Sartor.Contracts;
using Sartor.Formats.TFLite.Kernels;
using Sartor.Kernels;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
if (KernelRunner.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 3;
}
using var runner = new KernelRunner();
switch (args)
{
    case ["write"]:
        var path = Path.Combine(TestFiles.Root, "src", "Sartor.Formats", "TFLite", "Kernels", "tflite-2.9.tsv");
        var rows = await TableMaker.RunAsync(KernelCases.All, runner, Console.Error, stop.Token).ConfigureAwait(false);
        await File.WriteAllLinesAsync(path, [TableMaker.Head, .. TableMaker.Compact(rows).Select(r => r.ToString())]).ConfigureAwait(false);
        foreach (var (message, count) in runner.Messages.OrderByDescending(m => m.Value)) Console.Out.WriteLine($"{count}\t{message}");
        return 0;
    case ["check"]:
        var found = await TableCheck.ContradictionsAsync(KernelTable.Shipped.Rows, runner, 1, stop.Token).ConfigureAwait(false);
        foreach (var line in found) Console.Out.WriteLine(line);
        return found.Count == 0 ? 0 : 1;
    case ["show", var name, var form]:
        foreach (var kernel in KernelCases.All.Where(c => c.Operator == name && c.Form == form))
            Console.Out.WriteLine(await runner.ShowAsync(kernel, stop.Token).ConfigureAwait(false));
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: write    run every combination and write the table of the source tree
                   show OPERATOR FORM    print what one form has to give, and what it gives
                   check    run every row of the table of this build
            """);
        return 2;
}
