using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;
using Sartor.Tailor.SubNets;
using Sartor.Tailor.Tuning;

namespace Sartor.Tailor.Tests.Tuning;

/// <summary>A folder with a small network and its space, and with data where a test writes them.</summary>
internal sealed class TuningSample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SmallSuperNet _net;

    public TuningSample(bool hasNormalizations = true)
    {
        _net = SmallSuperNet.Write(Model, hasNormalizations);
        File.WriteAllText(SpacePath, SmallSuperNet.Space);
    }

    public string Path => _folder.Path;

    public string Work => System.IO.Path.Combine(Path, "work");

    public IReadOnlyDictionary<string, (long[] Extents, float[] Values)> Weights => _net.Weights;

    private string Model => System.IO.Path.Combine(Path, "net.onnx");

    private string SpacePath => System.IO.Path.Combine(Path, "space.toml");

    public SuperNet Open() => SuperNet.Open(Model, SpaceFileReader.Read(SpacePath, BlockTemplates.All));

    /// <summary>Data of a name.</summary>
    public string Data(string name, int images, IReadOnlyList<(int From, int To)>? copies = null)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
        SmallSuperNet.WriteData(folder, images, copies);
        return folder;
    }

    public TuningOptions Options(string data) => new()
    {
        Input = new() { ModelPath = Model, DataPath = data },
        Space = SpaceFileReader.Read(SpacePath, BlockTemplates.All),
        OutputPath = System.IO.Path.Combine(Path, "tuned.onnx"),
        WorkFolder = Work,
        Batch = 8,
        SubNets = 3,
    };

    public void Dispose() => _folder.Dispose();
}
