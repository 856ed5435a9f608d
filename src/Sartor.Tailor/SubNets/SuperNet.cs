using Sartor.Core;
using Sartor.Formats;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Tailor.SubNets;

/// <summary>A network with its space, open so that its weights can be read: what SubNets are made of.</summary>
internal sealed class SuperNet : IDisposable
{
    private readonly ModelFile _model;

    private SuperNet(ModelFile model, string path, SpaceBinding binding) => (_model, Path, Binding) = (model, path, binding);

    /// <summary>The network's file.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of that file, in hexadecimal digits.</summary>
    public string Sha256 => field ??= HashOfFile(Path);

    public SpaceBinding Binding { get; }

    public SearchSpace Space => Binding.Space;

    /// <summary>Names of the weights that the file stores; others of the graph were computed from them.</summary>
    public IReadOnlySet<string> Stored => _model.StoredConstants;

    /// <summary>The channels of its heads, as far as they were looked for.</summary>
    internal HeadChannels Heads { get; } = new();

    /// <summary>Opens it.</summary>
    /// <param name="path">An ONNX file.</param>
    /// <param name="space">The space; null proposes one.</param>
    /// <param name="options">How to read the file.</param>
    /// <exception cref="SartorException">
    /// There is no such file, it is no ONNX, nothing of it varies, or the space is another network's.
    /// </exception>
    public static SuperNet Open(string path, SpaceFile? space, ModelReadOptions? options = null)
    {
        var model = NetworkStructure.Open(path, options);
        try
        {
            var structure = NetworkStructure.Of(path, model.Graph, BlockTemplates.Chosen(space?.Blocks));
            return new SuperNet(model, path, SpaceBinding.Of(structure, space ?? SpaceProposal.Of(structure)));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>One of its networks; the weights are read from the file while it is open.</summary>
    /// <param name="code">A code of this space, perhaps from another reading of it.</param>
    /// <exception cref="OptionException">A code of another space.</exception>
    /// <exception cref="UnsupportedModelException">An operator cannot be cut so.</exception>
    public SubNet SubNet(SubNetCode code) =>
        SubNetBuilder.Of(Binding, code.Space == Space ? code : SubNetCode.Parse(Space, code.ToString()), Heads);

    public void Dispose() => _model.Dispose();

    private static string HashOfFile(string path)
    {
        using var file = File.OpenRead(path);
        return Core.Sha256.Hex(file);
    }
}
