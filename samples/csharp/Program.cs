using Sartor;
using Sartor.Convert;
using Sartor.Core;

if (args is not [var path, var data])
{
    Console.Error.WriteLine("usage: sample MODEL DATA");
    return 2;
}
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
try
{
    var model = Model.Open(path);
    foreach (var input in model.Inputs) Console.WriteLine($"{input.Name}: {input.Element}[{string.Join(',', input.Shape)}]");

    var converted = await model.ConvertAsync("model.float16.tflite", o => o with { Precision = Precision.Float16 }, stop.Token);
    Console.WriteLine(converted.Passed ? $"wrote {converted.File}" : "the converted file did not pass");

    var progress = new Progress<RunUpdate>(update => Console.Error.WriteLine($"{update.Stage} {update.Done}/{update.Total} {update.Text}"));
    using var fit = await model.FitAsync(data, o => o with { Quick = true }, progress, stop.Token);
    Console.WriteLine(fit.Result.Recommendation.Reason);
    if (fit.PickedFile is { } file) Console.WriteLine($"ship {Path.GetFileName(file)}, {new FileInfo(file).Length} bytes");
    return 0;
}
catch (OperationCanceledException)
{
    return 130;
}
catch (SartorException e)
{
    // One sentence that says what is wrong, where, and what to do.
    Console.Error.WriteLine(e.Message);
    return 2;
}
