using System.Text;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>Makes sessions in the one environment of the process.</summary>
internal static unsafe class OrtSessionLoader
{
    // ORT_LOGGING_LEVEL_FATAL: what is an error comes back as a status too, and nothing else is to be printed.
    private const int LogLevel = 4;

    private static readonly Lazy<nint> Environment = new(CreateEnvironment);

    /// <param name="path">The model.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="profile">How the path of a profile begins that the session is to write; null for none.</param>
    /// <exception cref="EngineException">ONNX Runtime refuses the model.</exception>
    public static NativeObject Load(string path, EngineOptions options, string? profile = null)
    {
        nint native;
        OrtApi.Check(OrtApi.CreateSessionOptions(&native), path);
        using var handle = new NativeObject(native, OrtApi.ReleaseSessionOptions);
        OrtApi.Check(OrtApi.SetIntraOpThreads(native, options.Threads), path);
        OrtApi.Check(OrtApi.SetInterOpThreads(native, 1), path);
        OrtApi.Check(OrtApi.SetOptimizationLevel(native, Level(options.Optimization)), path);
        fixed (byte* key = "session.record_ep_graph_assignment_info\0"u8, value = "1\0"u8)
            OrtApi.Check(OrtApi.AddConfigEntry(native, key, value), path);
        if (profile is not null)
        {
            fixed (byte* prefix = Encode(profile)) OrtApi.Check(OrtApi.EnableProfiling(native, prefix), path);
        }

        nint session;
        fixed (byte* encoded = Encode(Path.GetFullPath(path)))
            OrtApi.Check(OrtApi.CreateSession(Environment.Value, encoded, native, &session), path);
        return new NativeObject(session, OrtApi.ReleaseSession);
    }

    // ORTCHAR_T is wchar_t on Windows and char elsewhere.
    private static byte[] Encode(string path) =>
        OperatingSystem.IsWindows() ? Encoding.Unicode.GetBytes(path + '\0') : Encoding.UTF8.GetBytes(path + '\0');

    private static int Level(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => 0,
        GraphOptimization.Basic => 1,
        GraphOptimization.Extended => 2,
        _ => 99,
    };

    private static nint CreateEnvironment()
    {
        nint environment;
        fixed (byte* id = "sartor\0"u8) OrtApi.Check(OrtApi.CreateEnv(LogLevel, id, &environment), "environment");
        OrtApi.Check(OrtApi.DisableTelemetryEvents(environment), "environment");
        return environment;
    }
}
