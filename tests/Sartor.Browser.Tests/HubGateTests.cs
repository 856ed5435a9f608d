using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Browser.Tests;

/// <summary>Who is let in: nobody without the token, nobody twice with it, no page of another origin, no program of another user.</summary>
[Collection(ChromiumTests.Name)]
public sealed class HubGateTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(BrowserSocket.Variable);
    private readonly HttpClient _http = new();
    private BrowserHub _hub = null!;

    private Uri Base => new(_hub.Address.Split('#')[0]);

    private string Token => _hub.Address.Split('#')[1];

    private string Origin => Base.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, Path.Combine(_folder.Path, "gate.sock"));
        _hub = await BrowserHub.StartAsync(new BrowserHubOptions { Name = "gate" });
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        File.Exists(Path.Combine(_folder.Path, "gate.sock")).ShouldBeFalse();
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, _before);
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Token_WorksOnce()
    {
        var used = Token;
        (await JoinAsync($"token {used}", Origin)).StatusCode.ShouldBe(HttpStatusCode.OK);
        Token.ShouldNotBe(used);
        (await JoinAsync($"token {used}", Origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("token 00000000000000000000000000000000")]
    [InlineData("token ")]
    [InlineData("token")]
    [InlineData("again ")]
    [InlineData("again 00000000000000000000000000000000")]
    [InlineData("")]
    public async Task Stranger_IsNotLetIn(string words) => (await JoinAsync(words, Origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task PageOfAnotherOrigin_IsNotLetInWithTheRightToken(string? origin)
    {
        var token = Token;
        (await JoinAsync($"token {token}", origin)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        Token.ShouldBe(token, "it was not used up");
    }

    [Fact]
    public async Task NameThatLeadsHere_IsNotThisMachine()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Base, "join"));
        request.Content = new StringContent($"token {Token}");
        var name = $"rebound.example:{Base.Port}";
        request.Headers.Host = name;
        request.Headers.Add("Origin", $"http://{name}");
        (await _http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Again_GivesTheSameBrowser()
    {
        var first = await BodyAsync(await JoinAsync($"token {Token}", Origin));
        var second = await BodyAsync(await JoinAsync($"again {first.GetProperty("secret").GetString()}", Origin));
        second.GetProperty("name").GetString().ShouldBe("gate");
        second.GetProperty("secret").GetString().ShouldBe(first.GetProperty("secret").GetString());
    }

    [Fact]
    public async Task SecondBrowser_GetsANumberAndOneThatLeftItsName()
    {
        (await NameAsync("first")).ShouldBe("gate");
        (await NameAsync("second")).ShouldBe("gate-2");
        (await NameAsync("first")).ShouldBe("gate", "its page is not there");
        async Task<string?> NameAsync(string agent) =>
            (await BodyAsync(await JoinAsync($"token {Token}", Origin, agent))).GetProperty("name").GetString();
    }

    [Theory]
    [InlineData("control")]
    [InlineData("worker/00000000000000000000000000000000")]
    public async Task Socket_NeedsTheSecret(string path)
    {
        var secret = (await BodyAsync(await JoinAsync($"token {Token}", Origin))).GetProperty("secret").GetString()!;
        (await ConnectAsync(path, "00000000000000000000000000000000", Origin)).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync(path, secret, "http://evil.example")).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync(path, secret, null)).ShouldBe(HttpStatusCode.Forbidden);
        (await ConnectAsync(path, secret, Origin)).ShouldBe(
            path == "control" ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, "nobody asked for that worker");
    }

    [Theory]
    [InlineData("engines/../page.html")]
    [InlineData("engines/%2e%2e/sartor.dll")]
    [InlineData("engines//etc/passwd")]
    [InlineData("engines/..%2f..%2fetc%2fpasswd")]
    [InlineData("models/..%2f..%2fetc%2fpasswd/0")]
    [InlineData("sartor.dll")]
    public async Task Path_OutOfTheFolder_IsNotThere(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Base.Port);
        using var stream = client.GetStream();
        var request = $"GET /{path} HTTP/1.1\r\nHost: {Base.Authority}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        var status = (await reader.ReadToEndAsync()).Split(' ')[1];
        status.ShouldBeOneOf("403", "404");
    }

    [Fact]
    public async Task Model_NeedsTheSecretOfTheBrowserItWasPutOn()
    {
        var first = (await BodyAsync(await JoinAsync($"token {Token}", Origin, "one"))).GetProperty("secret").GetString()!;
        var second = (await BodyAsync(await JoinAsync($"token {Token}", Origin, "two"))).GetProperty("secret").GetString()!;
        using var device = DeviceCatalog.Open("browser:gate");
        var sha256 = await device.PutAsync(TestFiles.Data("tiny", "dense.onnx"));
        (await FetchAsync(sha256, first)).ShouldBe(HttpStatusCode.OK);
        (await FetchAsync(sha256, second)).ShouldBe(HttpStatusCode.NotFound);
        (await FetchAsync(sha256, null)).ShouldBe(HttpStatusCode.Forbidden);
        async Task<HttpStatusCode> FetchAsync(string hash, string? secret)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Base, $"models/{hash}/0"));
            if (secret is not null) request.Headers.Add("x-sartor-secret", secret);
            return (await _http.SendAsync(request)).StatusCode;
        }
    }

    [Fact]
    public async Task Page_IsIsolated()
    {
        using var page = await _http.GetAsync(Base);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Cross-Origin-Opener-Policy").ShouldBe(["same-origin"]);
        page.Headers.GetValues("Cross-Origin-Embedder-Policy").ShouldBe(["require-corp"]);
        page.Content.Headers.ContentType.ShouldBe(new MediaTypeHeaderValue("text/html", "utf-8"));
    }

    [Fact]
    public async Task Device_WithoutAPage_SaysWhatToDo()
    {
        using (var nobody = DeviceCatalog.Open("browser:gate"))
            (await Should.ThrowAsync<DeviceException>(() => nobody.DescribeAsync())).Message.ShouldContain("no browser has joined yet");
        await JoinAsync($"token {Token}", Origin);
        using var other = DeviceCatalog.Open("browser:other");
        (await Should.ThrowAsync<DeviceException>(() => other.DescribeAsync())).Message.ShouldContain("there are browser:gate");
        Should.Throw<OptionException>(() => DeviceCatalog.Open("browser:")).Message.ShouldContain("names no browser");
    }

    [Fact]
    public async Task SecondHub_IsRefused() =>
        (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions())))
            .Message.ShouldContain("runs already");

    [Fact]
    public async Task File_AtThePlaceOfTheSocket_IsKept()
    {
        var path = Path.Combine(_folder.Path, "precious");
        await File.WriteAllTextAsync(path, "");
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, path);
        (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions())))
            .Message.ShouldContain("is not a socket");
        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task Folder_AtThePlaceOfTheSocket_IsNamed()
    {
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, _folder.Path);
        var problem = (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions()))).Message;
        problem.ShouldContain($"{_folder.Path} is a folder");
        problem.ShouldContain(BrowserSocket.Variable);
    }

    [Fact]
    public async Task Socket_WhosePathIsTooLong_IsToldToBothSides()
    {
        var path = Path.Combine(_folder.Path, new string('x', 120));
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, path);
        var expected = $"is longer than the system takes ({path})";
        (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions()))).Message.ShouldContain(expected);
        using var device = DeviceCatalog.Open("browser:pixel");
        (await Should.ThrowAsync<DeviceException>(() => device.DescribeAsync())).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsRefusedAndNothingStays()
    {
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, Path.Combine(_folder.Path, "other.sock"));
        (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions { Port = Base.Port })))
            .Message.ShouldContain("cannot be listened on");
        File.Exists(Path.Combine(_folder.Path, "other.sock")).ShouldBeFalse();
    }

    [Fact]
    public async Task Program_ThatIsNotThere_IsRefused() =>
        (await Should.ThrowAsync<OptionException>(() => BrowserHub.StartAsync(new BrowserHubOptions { Launch = ["no-such-browser"] })))
            .Message.ShouldContain("no program 'no-such-browser'");

    [Fact]
    public async Task Program_ThatEndsBeforeAPageCame_IsTold()
    {
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, Path.Combine(_folder.Path, "launch.sock"));
        await using var hub = await BrowserHub.StartAsync(new BrowserHubOptions { Launch = ["sh", "-c", "exit 7"] });
        var told = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.LaunchEnded += code => told.TrySetResult(code);
        (await told.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe(7);
    }

    [Fact]
    public async Task Network_IsReachedSafely()
    {
        Environment.SetEnvironmentVariable(BrowserSocket.Variable, Path.Combine(_folder.Path, "network.sock"));
        await using var hub = await BrowserHub.StartAsync(new BrowserHubOptions { IsOpenToNetwork = true });
        hub.Address.ShouldStartWith("https://");
        using var handler = new HttpClientHandler();
        handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=Sartor";
        using var http = new HttpClient(handler);
        (await http.GetAsync(new Uri($"https://127.0.0.1:{new Uri(hub.Address).Port}/"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> JoinAsync(string words, string? origin, string agent = "test")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Base, "join")) { Content = new StringContent(words) };
        if (origin is not null) request.Headers.Add("Origin", origin);
        request.Headers.Add("User-Agent", agent);
        return await _http.SendAsync(request);
    }

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage reply) =>
        JsonElement.Parse(await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync());

    private async Task<HttpStatusCode> ConnectAsync(string path, string secret, string? origin)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.AddSubProtocol("sartor");
        socket.Options.AddSubProtocol(secret);
        if (origin is not null) socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{Base.Authority}/{path}"), CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // Its status says why.
        }
        return socket.HttpStatusCode;
    }
}
