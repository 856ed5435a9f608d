using System.Text.Json.Serialization;

namespace Sartor.Results.Records;

/// <summary>Names one trial of a result.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Delegate">Name of the delegate.</param>
public sealed record TrialKey(string Variant, string Engine, string Delegate)
{
    /// <summary>Engine and delegate.</summary>
    [JsonIgnore]
    public EngineTarget Target => new(Engine, Delegate);

    /// <summary>The trial of a variant on a target.</summary>
    public static TrialKey Of(string variant, EngineTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new TrialKey(variant, target.Engine, target.Delegate);
    }

    /// <summary><c>int8 · tflite/xnnpack</c>, for tables and plots.</summary>
    public override string ToString() => $"{Variant} · {Target}";
}
