using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Sartor.Browser;

/// <summary>
/// What the hub serves to browsers. Everything but the page and its engines needs the secret that the token was exchanged for, and
/// nothing answers a request that another origin's page makes.
/// </summary>
/// <param name="browsers">Who has joined.</param>
/// <param name="models">What they may fetch.</param>
internal sealed class PageRoutes(JoinedBrowsers browsers, ServedModels models)
{
    private const string Protocol = "sartor";
    private const int LongestJoin = 256;
    private const int LongestAgent = 300;

    private static readonly Dictionary<string, string> s_pages = new(StringComparer.Ordinal)
    {
        [""] = "page.html",
        ["page.css"] = "page.css",
        ["page.js"] = "page.js",
        ["worker.js"] = "worker.js",
    };

    public void Map(WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            // Threads and a fine clock for the page, and no page of somebody else around or in it.
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Embedder-Policy"] = "require-corp";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; "
                + "connect-src 'self' ws: wss:; frame-ancestors 'none'";
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            if (IsOwnOrigin(context.Request)) return next(context);
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        app.UseWebSockets();
        foreach (var (path, file) in s_pages)
            app.MapGet($"/{path}", () => TypedResults.Stream(PageFiles.Open(file)!, PageFiles.TypeOf(file)));
        app.MapGet("/engines/{**path}", IResult (string path) => PageFiles.Engine(path) is { } file
            ? TypedResults.PhysicalFile(file, PageFiles.TypeOf(file))
            : TypedResults.NotFound());
        app.MapPost("/join", (Delegate)JoinAsync);
        app.MapGet("/control", context => SocketAsync(context, (browser, socket) => browser.ControlAsync(socket, context.RequestAborted)));
        app.MapGet("/worker/{id}", async (HttpContext context, string id) =>
        {
            if (Browser(context) is not { } browser || !browser.Awaits(id)) context.Response.StatusCode = StatusCodes.Status403Forbidden;
            else await SocketAsync(context, (_, socket) => browser.ServeAsync(id, socket)).ConfigureAwait(false);
        });
        app.MapGet("/models/{sha256}/{file}", (HttpContext context, string sha256, string file) => Model(context, sha256, file));
    }

    private IResult Model(HttpContext context, string sha256, string file)
    {
        if (browsers.OfSecret(context.Request.Headers["x-sartor-secret"]) is not { } browser)
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        if (file == "files")
            return models.List(browser.Name, sha256) is { } list ? TypedResults.Content(list, "application/json") : TypedResults.NotFound();
        return int.TryParse(file, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && models.Find(browser.Name, sha256, index) is { } found && File.Exists(found.Path)
            ? TypedResults.PhysicalFile(found.Path, "application/octet-stream")
            : TypedResults.NotFound();
    }

    private async Task<IResult> JoinAsync(HttpContext context)
    {
        var buffer = new char[LongestJoin];
        using var reader = new StreamReader(context.Request.Body);
        var length = await reader.ReadBlockAsync(buffer, context.RequestAborted).ConfigureAwait(false);
        var words = new string(buffer, 0, length).Split(' ', 2);
        var agent = context.Request.Headers.UserAgent.ToString();
        var browser = words switch
        {
            ["again", var secret] => browsers.OfSecret(secret),
            ["token", var token] => browsers.Join(token, agent.Length > LongestAgent ? agent[..LongestAgent] : agent),
            _ => null,
        };
        return browser is null
            ? TypedResults.Text("This address was used before, or is not whole; take the one that Sartor shows now.",
                statusCode: StatusCodes.Status403Forbidden)
            : TypedResults.Content(PageSetup.Of(browser), "application/json");
    }

    private async Task SocketAsync(HttpContext context, Func<JoinedBrowser, System.Net.WebSockets.WebSocket, Task> serve)
    {
        if (!context.WebSockets.IsWebSocketRequest || Browser(context) is not { } browser)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Protocol).ConfigureAwait(false);
        try
        {
            await serve(browser, socket).ConfigureAwait(false);
        }
        catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or OperationCanceledException or IOException)
        {
            // The page is gone.
        }
    }

    // Browsers let scripts send a secret with the request of a socket only among its protocols.
    private JoinedBrowser? Browser(HttpContext context) => context.WebSockets.WebSocketRequestedProtocols is [Protocol, var secret]
        ? browsers.OfSecret(secret)
        : null;

    // Pages send their origin with everything but plain GET requests of their own; what is joined by name could be another machine's page.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 ? !HttpMethods.IsPost(request.Method) && !request.Headers.ContainsKey("Sec-WebSocket-Key")
            : origin == $"{request.Scheme}://{request.Host}" && PageFiles.IsPlainHost(request.Host.Host);
    }
}
