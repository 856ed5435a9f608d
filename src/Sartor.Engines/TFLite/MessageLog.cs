using System.Runtime.InteropServices;
using System.Text;

namespace Sartor.Engines.TFLite;

/// <summary>Collects what an interpreter reports as errors; has to outlive the interpreter.</summary>
internal sealed unsafe partial class MessageLog : IDisposable
{
    private const int Limit = 32;

    private readonly List<string> _messages = [];
    private GCHandle _self;

    public MessageLog() => _self = GCHandle.Alloc(this);

    /// <summary>To pass as user data beside <see cref="Reporter"/>.</summary>
    public nint UserData => GCHandle.ToIntPtr(_self);

    public static delegate* unmanaged<nint, byte*, nint, void> Reporter => &Report;

    /// <summary>The messages so far, oldest first, as one sentence without a full stop; empty where there are none.</summary>
    public string Text => string.Join("; ", _messages.Distinct().Select(message => message.TrimEnd('.')));

    public void Clear() => _messages.Clear();

    public void Dispose()
    {
        if (_self.IsAllocated) _self.Free();
    }

    [UnmanagedCallersOnly]
    private static void Report(nint userData, byte* format, nint arguments)
    {
        if (GCHandle.FromIntPtr(userData).Target is not MessageLog log || log._messages.Count >= Limit) return;
        const int size = 1024;
        var text = stackalloc byte[size];
        var length = OperatingSystem.IsWindows()
            ? FormatOnWindows(text, size - 1, format, arguments)
            : Format(text, size, format, arguments);
        if (length < 0) length = size - 1;
        log._messages.Add(Encoding.UTF8.GetString(text, Math.Min(length, size - 1)).ReplaceLineEndings(" ").Trim());
    }

    // A va_list goes through as it comes: in each of the supported ABIs it is a pointer when it is an argument.
    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    private static partial int Format(byte* buffer, nuint size, byte* format, nint arguments);

    [LibraryImport("msvcrt", EntryPoint = "_vsnprintf")]
    private static partial int FormatOnWindows(byte* buffer, nuint size, byte* format, nint arguments);
}
