using Sartor.Core;
using Sartor.Tailor.Codes;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Operators;

/// <summary>
/// All steps that networks of a space have, each once: found by going through the states of the space, not through its networks, and by
/// shapes alone.
/// </summary>
internal sealed class SpaceOperators
{
    private readonly Dictionary<string, KernelOperator> _kernels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UnitPlace> _units = new(StringComparer.Ordinal);

    private SpaceOperators()
    {
    }

    /// <summary>Each step, in the order in which it is met.</summary>
    public IReadOnlyCollection<KernelOperator> Kernels => _kernels.Values;

    /// <summary>Each form of a stretch by its key, with a place where it is found.</summary>
    public IReadOnlyDictionary<string, UnitPlace> Units => _units;

    /// <summary>Finds them.</summary>
    /// <exception cref="UnsupportedModelException">A choice of the space cannot be cut; the message names the operator.</exception>
    public static SpaceOperators Of(SuperNet network, UnitForms forms)
    {
        var found = new SpaceOperators();
        SpaceGraph.Of(network.Space, new UnitVisit(new UnitWalk(network, forms, found.Add)));
        return found;
    }

    private void Add(UnitPlace place, UnitForm form)
    {
        if (!_units.TryAdd(form.Key, place)) return;
        for (var i = 0; i < form.Kernels.Count; i++) _kernels.TryAdd(form.Kernels[i], new KernelOperator(form.Kernels[i], place, i));
    }
}
