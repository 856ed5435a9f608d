namespace Sartor.Convert.Verification;

/// <summary>What a file stores otherwise than its float32 form and the format's specification say.</summary>
/// <param name="Compared">Constants and activations that were compared.</param>
/// <param name="Faults">Sentences without a full stop, each about one of them; empty for a file that stores what it should.</param>
public sealed record StoredFaults(int Compared, IReadOnlyList<string> Faults);
