using System.Text.Json;
using Sartor.Lab.Devices;

namespace Sartor.Browser;

/// <summary>
/// The models that browsers may fetch: those that a program has put, as long as it is connected. Their paths come from programs of this
/// user; browsers name hashes alone. Thread-safe.
/// </summary>
internal sealed class ServedModels
{
    private readonly Lock _gate = new();
    private readonly List<Model> _models = [];

    private sealed record Model(string Browser, BrowserFile[] Files);

    /// <summary>Serves a model until the result is disposed of.</summary>
    public IDisposable Serve(string browser, BrowserFile[] files)
    {
        var model = new Model(browser, files);
        lock (_gate) _models.Add(model);
        return new Served(this, model);
    }

    /// <summary>A file of a model: 0 is the model, further ones lie beside it; null where there is none.</summary>
    public BrowserFile? Find(string browser, string sha256, int file) => Find(browser, sha256)?.ElementAtOrDefault(file);

    /// <summary>Names and hashes of the files of a model, as JSON; null where there is none.</summary>
    public string? List(string browser, string sha256)
    {
        if (Find(browser, sha256) is not { } files) return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var file in files)
            {
                json.WriteStartObject();
                json.WriteString("name", file.Name);
                json.WriteString("sha256", file.Sha256);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private BrowserFile[]? Find(string browser, string sha256)
    {
        lock (_gate) return _models.Find(model => model.Browser == browser && model.Files[0].Sha256 == sha256)?.Files;
    }

    private sealed class Served(ServedModels models, Model model) : IDisposable
    {
        public void Dispose()
        {
            lock (models._gate) models._models.Remove(model);
        }
    }
}
