using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Profiling;

/// <summary>The models that are measured: forms of blocks and layers, steps, whole networks.</summary>
internal sealed class ProfilePlan
{
    // So many forms of each kind of block are taken apart, to see whether their steps add up.
    private const int FormsTakenApart = 6;

    private ProfilePlan(IReadOnlyList<ProfiledModel> models) => Models = models;

    public IReadOnlyList<ProfiledModel> Models { get; }

    /// <summary>The forms by their keys, with the keys of their steps.</summary>
    public required IReadOnlyDictionary<string, UnitForm> Forms { get; init; }

    /// <param name="network">The network and its space.</param>
    /// <param name="options">What is to be measured.</param>
    public static ProfilePlan Of(SuperNet network, ProfileOptions options)
    {
        ProfiledModel Whole(SubNetCode code) => new(PartOfNetwork.Network, code.ToString(), () => network.SubNet(code).Graph);
        if (options.Only is { } only)
            return new ProfilePlan([.. only.Select(Whole)]) { Forms = new Dictionary<string, UnitForm>(StringComparer.Ordinal) };
        var forms = new UnitForms(network, FusionRules.Of(options.Engine));
        var operators = SpaceOperators.Of(network, forms);
        var models = operators.Units
            .Select(unit => new ProfiledModel(PartOfNetwork.Unit, unit.Key, () => forms.Graph(unit.Value))).ToList();
        var ofUnits = operators.Units.ToDictionary(unit => unit.Key, unit => forms.Of(unit.Value), StringComparer.Ordinal);
        // Spread over the list, which goes from the network's input to its output.
        var apart = ofUnits.Values.GroupBy(form => form.Name).SelectMany(group => Spread([.. group], FormsTakenApart))
            .SelectMany(form => form.Kernels).ToHashSet(StringComparer.Ordinal);
        models.AddRange(operators.Kernels.Where(kernel => options.MeasuresAllOperators || apart.Contains(kernel.Key))
            .Select(kernel => new ProfiledModel(PartOfNetwork.Operator, kernel.Key, () => forms.Graph(kernel))));
        models.AddRange(Codes(network.Space, options).Select(Whole));
        return new ProfilePlan(models) { Forms = ofUnits };
    }

    // Each once; a space may have fewer.
    private static IEnumerable<SubNetCode> Codes(SearchSpace space, ProfileOptions options)
    {
        if (space.DistinctCount <= options.Networks) return SubNetCode.All(space);
        var random = new Random(options.Seed);
        var codes = new List<SubNetCode>();
        while (codes.Count < options.Networks)
        {
            var code = SubNetCode.Random(space, random);
            if (!codes.Contains(code)) codes.Add(code);
        }
        return codes;
    }

    private static IEnumerable<T> Spread<T>(IReadOnlyList<T> all, int count) => all.Count <= count
        ? all
        : Enumerable.Range(0, count).Select(i => all[i * (all.Count - 1) / (count - 1)]);
}

/// <summary>What a measured model is.</summary>
internal enum PartOfNetwork
{
    Unit,
    Operator,
    Network,
}

/// <summary>A model that is measured.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Key">Its key, or a network's code.</param>
/// <param name="Graph">Makes its graph.</param>
internal sealed record ProfiledModel(PartOfNetwork Part, string Key, Func<ModelGraph> Graph)
{
    /// <summary>The name of its file, which is that of no other.</summary>
    public string File => $"{Part.ToString().ToLowerInvariant()}-{Sha256.Hex(Key)[..16]}";
}
