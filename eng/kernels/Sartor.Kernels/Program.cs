using Sartor.Contracts;
using Sartor.Kernels;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
var (words, runtime) = args is [.. var before, "--runtime", var name] ? (before, KernelRuntime.Find(name)) : (args, KernelRuntime.TfLite);
if (runtime?.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 3;
}
using var runner = new KernelRunner(runtime ?? KernelRuntime.TfLite);
switch (words)
{
    case ["write"] when runtime is not null:
        var path = Path.Combine(TestFiles.Root, "src", "Sartor.Formats", "TFLite", "Kernels", runtime.Table.File);
        var rows = await TableMaker.RunAsync(KernelCases.All, runner, Console.Error, stop.Token).ConfigureAwait(false);
        await File.WriteAllLinesAsync(path, [TableMaker.Head(runtime.Title), .. TableMaker.Compact(rows).Select(r => r.ToString())])
            .ConfigureAwait(false);
        foreach (var (message, count) in runner.Messages.OrderByDescending(m => m.Value)) Console.Out.WriteLine($"{count}\t{message}");
        return 0;
    case ["check"] when runtime is not null:
        var found = await TableCheck.ContradictionsAsync(runtime.Table.Rows, runner, 1, stop.Token).ConfigureAwait(false);
        foreach (var line in found) Console.Out.WriteLine(line);
        return found.Count == 0 ? 0 : 1;
    case ["show", var operatorName, var form] when runtime is not null:
        foreach (var kernel in KernelCases.All.Where(c => c.Name == operatorName && c.Form == form))
            Console.Out.WriteLine(await runner.ShowAsync(kernel, stop.Token).ConfigureAwait(false));
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: write    run every combination and write the table of the source tree
                   show OPERATOR FORM    print what one form has to give, and what it gives
                   check    run every row of the table of this build
            each with --runtime tflite (the default) or --runtime litert at its end
            """);
        return 2;
}
