namespace Sartor.Lab.Campaigns;

/// <summary>How an attempt of a trial ended. The numbers are stored.</summary>
public enum TrialEnding
{
    /// <summary>Has not ended.</summary>
    None = 0,
    /// <summary>With what it was to do: a file, a verdict that passed, a measurement.</summary>
    Succeeded = 1,
    /// <summary>The device or its connection failed; another attempt may do better.</summary>
    Transient = 2,
    /// <summary>The trial itself failed on a device that is healthy before and after.</summary>
    Permanent = 3,
    /// <summary>Model, engine or delegate cannot do what was asked.</summary>
    Refused = 4,
    /// <summary>There is a result that is not to be used: noisy beyond the limit, or outputs that are wrong.</summary>
    Invalid = 5,
    /// <summary>What it needs did not succeed.</summary>
    Skipped = 6,
    /// <summary>The run ended in the middle of it.</summary>
    Interrupted = 7,
}
