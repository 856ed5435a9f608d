using System.Diagnostics;

namespace Sartor.Workers.Host;

/// <summary>
/// Lets an engine load and run a model of a few hundred bytes before one is timed: the library's own start and the compilation of
/// the code that calls it happen once in a process and are no part of loading a model.
/// </summary>
internal static class EngineWarmUp
{
    /// <summary>Runs the embedded resource <c>warm-up.FORMAT</c>; an engine whose format has none starts cold.</summary>
    /// <returns>What it took, in clock ticks, with the loading of the library.</returns>
    /// <exception cref="EngineException">The engine is not available.</exception>
    public static long Run(IInferenceEngine engine)
    {
        var start = Stopwatch.GetTimestamp();
        if (engine.Probe().Problem is { } problem) throw new EngineException(engine.Name, problem);
        using var resource = engine.GetType().Assembly.GetManifestResourceStream($"warm-up.{engine.Format}");
        if (resource is not null) Perform(engine, resource);
        return Stopwatch.GetTimestamp() - start;
    }

    private static void Perform(IInferenceEngine engine, Stream model)
    {
        var path = Path.Combine(Path.GetTempPath(), $"sartor-warm-up-{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            using (var file = File.Create(path)) model.CopyTo(file);
            using var session = engine.Prepare(path, new EngineOptions());
            // What a model does not say of its inputs, nobody can feed.
            if (session.Inputs.Any(input => input.Type.Shape is null)) return;
            session.Infer([.. session.Inputs.Select(input => Zeros(input.Type))]);
            session.Run();
        }
        catch (Exception e) when (e is SartorException or IOException or UnauthorizedAccessException)
        {
            // The timed load will say what is wrong, if it is wrong there too.
        }
        finally
        {
            if (File.Exists(path)) File.Delete(path);
        }
    }

    private static Tensor Zeros(TensorType type) => new(type.Element, type.Shape!, new byte[type.ByteCount!.Value]);
}
