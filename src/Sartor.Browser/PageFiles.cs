using System.Net;

namespace Sartor.Browser;

/// <summary>The files of the page, which lie in this assembly, and those of the engines, which lie beside it.</summary>
internal static class PageFiles
{
    private static readonly string s_engines = Path.Combine(AppContext.BaseDirectory, "browser");

    private static readonly Dictionary<string, string> s_engineFiles = Directory.Exists(s_engines)
        ? Directory.EnumerateFiles(s_engines, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(s_engines, file).Replace('\\', '/'), StringComparer.Ordinal)
        : [];

    /// <summary>Whether the engines are there.</summary>
    public static bool HasEngines => s_engineFiles.Count > 0;

    public static Stream? Open(string file) => typeof(PageFiles).Assembly.GetManifestResourceStream($"browser/{file}");

    /// <summary>The path of a file of the engines; null where there is none. Only those that were there at the start are served.</summary>
    public static string? Engine(string path) => s_engineFiles.GetValueOrDefault(path);

    public static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".wasm" => "application/wasm",
        _ => "application/octet-stream",
    };

    /// <summary>Whether a host is named by its number or is this machine: a name can be made to lead here from anybody's page.</summary>
    public static bool IsPlainHost(string host) => host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
