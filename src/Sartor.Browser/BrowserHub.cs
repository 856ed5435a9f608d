using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Browser;

/// <summary>
/// Makes browsers devices: serves the page that a browser opens, and carries frames between it and the programs of this user that ask for
/// a worker of <c>browser:NAME</c>.
/// </summary>
public sealed class BrowserHub : IAsyncDisposable
{
    private const int LargestRequest = 1 << 16;

    private readonly WebApplication _app;
    private readonly JoinedBrowsers _browsers;
    private readonly ProgramSocket _programs;
    private readonly PageLauncher? _launcher;
    private readonly string _base;

    private BrowserHub(WebApplication app, JoinedBrowsers browsers, ProgramSocket programs, string address, IReadOnlyList<string>? launch)
    {
        (_app, _browsers, _programs, _base) = (app, browsers, programs, address);
        _browsers.Joined = browser => Joined?.Invoke(browser.Name, browser.Agent);
        if (launch is not null) _launcher = new PageLauncher(launch, browsers, () => Address, code => LaunchEnded?.Invoke(code));
    }

    /// <summary>A browser has joined: its name and how it calls itself.</summary>
    public event Action<string, string>? Joined;

    /// <summary>The program that opens the page has ended before any page came, with this exit code; it is started again.</summary>
    public event Action<int>? LaunchEnded;

    /// <summary>The address that the next browser has to open; another one as soon as it was used.</summary>
    public string Address => $"{_base}/#{_browsers.Token}";

    /// <summary>Starts to listen, for browsers and for programs.</summary>
    /// <exception cref="OptionException">The port is taken, or there is no place for the socket of programs.</exception>
    /// <exception cref="EngineException">The engines of browsers are not there.</exception>
    public static async Task<BrowserHub> StartAsync(BrowserHubOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!PageFiles.HasEngines)
            throw new EngineException("browser", "its engines are not in the folder 'browser' beside the program; install it again");
        var launch = options.Launch;
        if (launch is not null)
        {
            var program = launch.Count == 0 ? null : ProgramPath.Find(launch[0]);
            if (program is null)
                throw new OptionException("--launch", $"there is no program '{string.Join(' ', launch)}' on this machine; give its path");
            launch = [program, .. launch.Skip(1)];
        }
        var browsers = new JoinedBrowsers(options.Name);
        var models = new ServedModels();
        var programs = await ProgramSocket.ListenAsync(browsers, models, cancellation).ConfigureAwait(false);
        var app = Build(options);
        new PageRoutes(browsers, models).Map(app);
        try
        {
            await app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            await programs.DisposeAsync().ConfigureAwait(false);
            await app.DisposeAsync().ConfigureAwait(false);
            throw new OptionException(
                "--port", $"{options.Port} cannot be listened on ({e.Message.TrimEnd('.')}); choose another, or 0 for a free one");
        }
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var address = options.IsOpenToNetwork
            ? $"https://{NetworkAddress.OfThisMachine()}:{bound.Port}"
            : $"http://localhost:{bound.Port}";
        return new BrowserHub(app, browsers, programs, address, launch);
    }

    public async ValueTask DisposeAsync()
    {
        if (_launcher is not null) await _launcher.DisposeAsync().ConfigureAwait(false);
        await _programs.DisposeAsync().ConfigureAwait(false);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(BrowserHubOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        // The program that hosts this listens to Ctrl-C itself.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Limits.MaxConcurrentConnections = 1024;
            if (options.IsOpenToNetwork)
                kestrel.Listen(IPAddress.Any, options.Port, listen => Secured(listen));
            else
                kestrel.Listen(IPAddress.Loopback, options.Port, Plain);
        });
        return builder.Build();
    }

    private static void Plain(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    private static void Secured(ListenOptions listen)
    {
        Plain(listen);
        listen.UseHttps(NetworkAddress.NewCertificate());
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
