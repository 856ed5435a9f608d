using System.Text.Json;

namespace Sartor.Browser;

/// <summary>What a page is told when it has joined.</summary>
internal static class PageSetup
{
    private static readonly string s_build = Build();

    public static string Of(JoinedBrowser browser)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", browser.Name);
            json.WriteString("secret", browser.Secret);
            json.WriteStartObject("setup");
            json.WriteString("engines", "/engines/");
            json.WriteString("models", "/models/");
            json.WriteString("build", s_build);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    // Tells pages of other sources apart, as the build of a worker does.
    private static string Build()
    {
        using var page = PageFiles.Open("worker.js")!;
        return Sartor.Core.Sha256.Hex(page)[..16];
    }
}
