using System.Buffers.Binary;
using System.IO.Pipes;
using System.Text;
using Sartor.Workers.Host;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Host;

/// <summary>
/// A worker host in this process, to which a test speaks in headers and bytes as they stand in the protocol's description.
/// </summary>
internal sealed class HostTalk : IDisposable
{
    private readonly AnonymousPipeServerStream _requests = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _replies = new(PipeDirection.In);
    private readonly FrameStream _frames;

    public HostTalk()
    {
        var input = new AnonymousPipeClientStream(PipeDirection.In, _requests.ClientSafePipeHandle);
        var output = new AnonymousPipeClientStream(PipeDirection.Out, _replies.ClientSafePipeHandle);
        _frames = new FrameStream(_replies, Stream.Null);
        Code = Task.Factory.StartNew(() => WorkerHost.Run(input, output), TaskCreationOptions.LongRunning);
    }

    /// <summary>The host's exit code, when it has ended.</summary>
    public Task<int> Code { get; }

    /// <summary>Sends a header, as lines, and a payload; gives the reply.</summary>
    public async Task<Frame> AskAsync(string header, byte[]? payload = null)
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(prefix, (uint)bytes.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix.AsSpan(4), (ulong)(payload?.Length ?? 0));
        await SendAsync([.. prefix, .. bytes, .. payload ?? []]);
        return await ReadAsync();
    }

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes)
    {
        await _requests.WriteAsync(bytes);
        await _requests.FlushAsync();
    }

    /// <summary>The next reply.</summary>
    public async Task<Frame> ReadAsync() => (await _frames.ReadAsync()).ShouldNotBeNull();

    /// <summary>The reply's header as it went over the wire.</summary>
    public static string Text(Frame frame) => Encoding.UTF8.GetString(frame.EncodeHeader());

    public void Dispose()
    {
        _requests.Dispose();
        Code.Wait();
        _replies.Dispose();
    }
}
