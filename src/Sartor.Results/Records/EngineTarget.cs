namespace Sartor.Results.Records;

/// <summary>An engine with one of its delegates: what a variant is verified and measured on.</summary>
/// <param name="Engine">Name of the engine.</param>
/// <param name="Delegate">Name of the delegate.</param>
public sealed record EngineTarget(string Engine, string Delegate)
{
    /// <summary><c>tflite/xnnpack</c>.</summary>
    public override string ToString() => $"{Engine}/{Delegate}";
}
