using Sartor.Mutation;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
try
{
    var options = MutationOptions.Parse(args);
    var report = await new MutationRun(options, Console.Error).RunAsync(stop.Token).ConfigureAwait(false);
    if (options.Out is { } path) await File.WriteAllTextAsync(path, report).ConfigureAwait(false);
    else Console.Out.Write(report);
    return 0;
}
catch (MutationException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped; the same command continues.");
    return 130;
}
