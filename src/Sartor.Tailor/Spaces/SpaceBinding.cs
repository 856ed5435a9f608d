using Sartor.Core;

namespace Sartor.Tailor.Spaces;

/// <summary>The space that a file describes of a network.</summary>
/// <param name="Space">The space.</param>
/// <param name="Structure">The network's stages and blocks.</param>
/// <param name="Reasons">
/// For stages, blocks and knobs that do not vary although the file names them, why; keys as <c>stage1.width_mult</c>.
/// </param>
/// <param name="Divisor">Channels are rounded to its multiples.</param>
internal sealed record SpaceBinding(
    SearchSpace Space, NetworkStructure Structure, IReadOnlyDictionary<string, string> Reasons, int Divisor)
{
    /// <summary>
    /// Takes the lists of a file to the stages and blocks that can take them: a list is taken whole or not at all, and never one that lacks
    /// the network's own value, so that the network itself is in its space.
    /// </summary>
    /// <exception cref="OptionException">The file names what the network has not, or what none of its stages or blocks can do.</exception>
    public static SpaceBinding Of(NetworkStructure structure, SpaceFile file)
    {
        var binder = new SpaceBinder(structure, file);
        var space = binder.Bind();
        return new SpaceBinding(space, structure, binder.Reasons, file.Divisor);
    }
}
