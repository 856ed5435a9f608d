using Sartor.Engines;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Evaluation;

/// <summary>An engine as a device offers it.</summary>
/// <param name="Name">Unique on the device.</param>
/// <param name="Format">The model format that it loads.</param>
/// <param name="Delegates">The delegates that it knows; the first is the default.</param>
/// <param name="ReferenceDelegate">The delegate that is the reference of the format; null for an engine that never is.</param>
internal sealed record EngineOffer(string Name, string Format, IReadOnlyList<string> Delegates, string? ReferenceDelegate)
{
    /// <summary>Whether it is a target only where it is named.</summary>
    public bool IsOptIn { get; init; }

    /// <summary>The engines of this program, and what stands for those of formats that none of them runs.</summary>
    public static IReadOnlyList<EngineOffer> OfThisHost { get; } =
        [.. InferenceEngines.Catalog.All.Select(
            engine => new EngineOffer(engine.Name, engine.Format, engine.Delegates, engine.ReferenceDelegate)
            {
                IsOptIn = engine.IsOptIn,
            }), .. ReadBackRunner.Offers];

    /// <summary>The engines of a device, none of which is a reference.</summary>
    public static IReadOnlyList<EngineOffer> Of(DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return [.. from engine in profile.Engines from format in engine.Formats select new EngineOffer(
            engine.Name, format, [.. engine.Delegates], null)
        {
            IsOptIn = InferenceEngines.Catalog.Find(engine.Name)?.IsOptIn ?? false,
        }];
    }
}
