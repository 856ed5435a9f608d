using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Sartor.Engines.OnnxRuntime;

/// <summary>
/// The functions of ONNX Runtime's C API that Sartor calls. The library exports one symbol; the rest is a table whose order never
/// changes (onnxruntime_c_api.h, struct OrtApi: new functions are only appended), so that an index is as good as a name.
/// </summary>
internal static unsafe partial class OrtApi
{
    // The newest function used below is of this version.
    private const uint ApiVersion = 24;

    private static readonly Lazy<nint> Table = new(LoadTable);

    static OrtApi()
    {
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(NativeLibraries).TypeHandle);
        // ONNX Runtime queues events of use in the home folder as soon as it is loaded, before a call could forbid it.
        const string variable = "ORT_DISABLE_TELEMETRY";
        if (OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable(variable, "1");
        else SetVariable(variable, "1", 1);
    }

    // What .NET sets reaches native code on Windows alone.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    private static nint* Functions => (nint*)Table.Value;

    public static byte* GetErrorMessage(nint status) => ((delegate* unmanaged<nint, byte*>)Functions[2])(status);
    public static int GetErrorCode(nint status) => ((delegate* unmanaged<nint, int>)Functions[1])(status);
    public static void ReleaseStatus(nint status) => ((delegate* unmanaged<nint, void>)Functions[93])(status);

    public static nint CreateEnv(int logLevel, byte* id, nint* env) =>
        ((delegate* unmanaged<int, byte*, nint*, nint>)Functions[3])(logLevel, id, env);
    public static nint DisableTelemetryEvents(nint env) => ((delegate* unmanaged<nint, nint>)Functions[6])(env);
    public static nint GetDefaultAllocator(nint* allocator) => ((delegate* unmanaged<nint*, nint>)Functions[78])(allocator);
    public static nint AllocatorFree(nint allocator, void* memory) =>
        ((delegate* unmanaged<nint, void*, nint>)Functions[76])(allocator, memory);

    public static nint CreateSessionOptions(nint* options) => ((delegate* unmanaged<nint*, nint>)Functions[10])(options);
    public static nint EnableProfiling(nint options, void* prefix) =>
        ((delegate* unmanaged<nint, void*, nint>)Functions[14])(options, prefix);
    public static nint SetOptimizationLevel(nint options, int level) =>
        ((delegate* unmanaged<nint, int, nint>)Functions[23])(options, level);
    public static nint SetIntraOpThreads(nint options, int threads) =>
        ((delegate* unmanaged<nint, int, nint>)Functions[24])(options, threads);
    public static nint SetInterOpThreads(nint options, int threads) =>
        ((delegate* unmanaged<nint, int, nint>)Functions[25])(options, threads);
    public static nint AddConfigEntry(nint options, byte* key, byte* value) =>
        ((delegate* unmanaged<nint, byte*, byte*, nint>)Functions[130])(options, key, value);
    public static void ReleaseSessionOptions(nint options) => ((delegate* unmanaged<nint, void>)Functions[100])(options);

    public static nint CreateSession(nint env, void* path, nint options, nint* session) =>
        ((delegate* unmanaged<nint, void*, nint, nint*, nint>)Functions[7])(env, path, options, session);

    public static nint EndProfiling(nint session, nint allocator, byte** name) =>
        ((delegate* unmanaged<nint, nint, byte**, nint>)Functions[110])(session, allocator, name);
    public static void ReleaseSession(nint session) => ((delegate* unmanaged<nint, void>)Functions[95])(session);
    public static nint GetInputCount(nint session, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Functions[30])(session, count);
    public static nint GetOutputCount(nint session, nuint* count) =>
        ((delegate* unmanaged<nint, nuint*, nint>)Functions[31])(session, count);
    public static nint GetInputType(nint session, nuint index, nint* info) =>
        ((delegate* unmanaged<nint, nuint, nint*, nint>)Functions[33])(session, index, info);
    public static nint GetOutputType(nint session, nuint index, nint* info) =>
        ((delegate* unmanaged<nint, nuint, nint*, nint>)Functions[34])(session, index, info);

    public static nint GetInputName(nint session, nuint index, nint allocator, byte** name) =>
        ((delegate* unmanaged<nint, nuint, nint, byte**, nint>)Functions[36])(session, index, allocator, name);

    public static nint GetOutputName(nint session, nuint index, nint allocator, byte** name) =>
        ((delegate* unmanaged<nint, nuint, nint, byte**, nint>)Functions[37])(session, index, allocator, name);

    /// <summary>Null for what is not a tensor; owned by <paramref name="info"/>.</summary>
    public static nint AsTensorInfo(nint info, nint* tensor) => ((delegate* unmanaged<nint, nint*, nint>)Functions[55])(info, tensor);
    public static void ReleaseTypeInfo(nint info) => ((delegate* unmanaged<nint, void>)Functions[98])(info);
    public static nint GetElementType(nint info, int* type) => ((delegate* unmanaged<nint, int*, nint>)Functions[60])(info, type);
    public static nint GetRank(nint info, nuint* rank) => ((delegate* unmanaged<nint, nuint*, nint>)Functions[61])(info, rank);
    public static nint GetExtents(nint info, long* extents, nuint rank) =>
        ((delegate* unmanaged<nint, long*, nuint, nint>)Functions[62])(info, extents, rank);

    public static nint CreateCpuMemoryInfo(nint* memory) => ((delegate* unmanaged<int, int, nint*, nint>)Functions[69])(1, 0, memory);
    public static void ReleaseMemoryInfo(nint memory) => ((delegate* unmanaged<nint, void>)Functions[94])(memory);

    public static nint CreateTensor(nint memory, void* data, nuint length, long* extents, nuint rank, int type, nint* value) =>
        ((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)Functions[49])(
            memory, data, length, extents, rank, type, value);

    public static nint IsTensor(nint value, int* result) => ((delegate* unmanaged<nint, int*, nint>)Functions[50])(value, result);
    public static nint GetTensorData(nint value, void** data) => ((delegate* unmanaged<nint, void**, nint>)Functions[51])(value, data);
    public static nint GetTensorInfo(nint value, nint* info) => ((delegate* unmanaged<nint, nint*, nint>)Functions[65])(value, info);
    public static void ReleaseTensorInfo(nint info) => ((delegate* unmanaged<nint, void>)Functions[99])(info);
    public static void ReleaseValue(nint value) => ((delegate* unmanaged<nint, void>)Functions[96])(value);

    public static nint GetAssignedSubgraphs(nint session, nint** subgraphs, nuint* count) =>
        ((delegate* unmanaged<nint, nint**, nuint*, nint>)Functions[407])(session, subgraphs, count);

    public static nint GetProviderName(nint subgraph, byte** name) =>
        ((delegate* unmanaged<nint, byte**, nint>)Functions[408])(subgraph, name);
    public static nint GetAssignedNodes(nint subgraph, nint** nodes, nuint* count) =>
        ((delegate* unmanaged<nint, nint**, nuint*, nint>)Functions[409])(subgraph, nodes, count);
    public static nint GetOperatorType(nint node, byte** name) => ((delegate* unmanaged<nint, byte**, nint>)Functions[412])(node, name);

    /// <summary>The address of <c>Run</c>, for a caller that wants no indirection in its timed part.</summary>
    public static delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run =>
        (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)Functions[9];

    /// <summary>As <c>1.31.1</c>.</summary>
    public static string Version()
    {
        var version = ((delegate* unmanaged<byte*>)((nint*)OrtGetApiBase())[1])();
        return Marshal.PtrToStringUTF8((nint)version)!;
    }

    /// <summary>Turns a status into an exception and releases it; 0 is success.</summary>
    /// <param name="status">As every function returns it.</param>
    /// <param name="context">What was done, e.g. the model's path.</param>
    public static void Check(nint status, string context)
    {
        if (status != 0) throw Failure(status, context);
    }

    public static EngineException Failure(nint status, string context)
    {
        var message = WithoutPlaces(Marshal.PtrToStringUTF8((nint)GetErrorMessage(status))!.ReplaceLineEndings(" ").Trim().TrimEnd('.'));
        ReleaseStatus(status);
        return new EngineException(OrtEngine.EngineName, $"{context}: {message}");
    }

    /// <summary>A message without the file, line and function of ONNX Runtime's own source that it came from.</summary>
    internal static string WithoutPlaces(string message) => Place().Replace(message, "");

    [GeneratedRegex(
        @"\S*[/\\]onnxruntime\S*\.(?:h|cc|hpp|cpp|cu):\d+ (?:[^()]*?::[^()]*\([^()]*\)(?: const)?(?: \[with [^\]]*\])? )?",
        RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    private static nint LoadTable()
    {
        var api = ((delegate* unmanaged<uint, nint>)((nint*)OrtGetApiBase())[0])(ApiVersion);
        return api != 0 ? api : throw new EngineException(OrtEngine.EngineName, $"the library is older than 1.{ApiVersion}; build again");
    }

    [LibraryImport(NativeLibraries.OnnxRuntime)]
    private static partial nint OrtGetApiBase();
}
