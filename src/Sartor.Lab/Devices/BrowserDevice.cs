using Sartor.Core;
using Sartor.Formats;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// A browser that has opened the page of <c>sartor device browser</c>: <c>browser:NAME</c>. Each of its workers is a thread of that page,
/// reached through the hub; models are served by the hub as long as this object lives.
/// </summary>
internal sealed class BrowserDevice : IDevice
{
    private const string Scheme = "browser:";

    private readonly string _name;
    private readonly Dictionary<string, Stream> _served = [];
    private DeviceProfile? _profile;
    private EngineWorker? _keeper;

    private BrowserDevice(string address, string name) => (Address, _name) = (address, name);

    public string Address { get; }

    public EngineWorker Keeper => _keeper ??= OpenWorker();

    /// <summary>From the name behind <c>browser:</c>.</summary>
    /// <exception cref="OptionException">There is no name.</exception>
    public static BrowserDevice Open(string address, string name) => name.Length > 0
        ? new BrowserDevice(address, name)
        : throw new OptionException("--device", $"'{address}' names no browser; `sartor device list` shows those that are connected");

    /// <summary>The browsers that have joined; none where no hub runs.</summary>
    public static async Task<IReadOnlyList<FoundDevice>> ListAsync(CancellationToken cancellation)
    {
        try
        {
            var (stream, reply) = await BrowserSocket.AskAsync(new BrowserRequest("list"), cancellation).ConfigureAwait(false);
            await stream.DisposeAsync().ConfigureAwait(false);
            return [.. (reply.Browsers ?? []).Select(browser => new FoundDevice(
                $"{Scheme}{browser.Name}", browser.IsConnected ? FoundDevice.Ready : "away", browser.Agent,
                browser.IsConnected ? null : "has closed its page; open it again"))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    public async Task<DeviceProfile> DescribeAsync(CancellationToken cancellation = default)
    {
        if (_profile is not null) return _profile;
        using var worker = OpenWorker();
        return _profile = await DeviceProfile.AskAsync(Address, worker, cancellation).ConfigureAwait(false);
    }

    public async Task<string> PutAsync(string modelPath, CancellationToken cancellation = default)
    {
        var parts = ModelParts.Of(modelPath);
        BrowserFile[] files =
        [
            new("", Path.GetFullPath(parts.Path), ModelFile.Sha256(parts.Path)),
            .. parts.Companions.Select(file => new BrowserFile(file.Name, Path.GetFullPath(file.Path), ModelFile.Sha256(file.Path))),
        ];
        var key = string.Join('/', files.Select(file => $"{file.Sha256} {file.Name}"));
        if (!_served.ContainsKey(key))
        {
            try
            {
                var request = new BrowserRequest("put", _name, files);
                (_served[key], _) = await BrowserSocket.AskAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                throw new DeviceException(Address, e.Message);
            }
        }
        return files[0].Sha256;
    }

    public EngineWorker OpenWorker(EngineWorkerOptions? limits = null) => new(new EngineWorkerOptions
    {
        Connect = async cancellation =>
            (await BrowserSocket.AskAsync(new BrowserRequest("open", _name), cancellation).ConfigureAwait(false)).Stream,
        Deadline = limits?.Deadline ?? new EngineWorkerOptions().Deadline,
    });

    public void Dispose()
    {
        _keeper?.Dispose();
        _keeper = null;
        foreach (var stream in _served.Values) stream.Dispose();
        _served.Clear();
    }
}
