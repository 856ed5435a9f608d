namespace Sartor.Lab.Campaigns;

/// <summary>Which ended trials are to run again.</summary>
[Flags]
public enum TrialSelection
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>Finished after transient or permanent failures.</summary>
    Failed = 1,
    /// <summary>Quarantined.</summary>
    Quarantined = 2,
    /// <summary>Finished with a result that is not to be used.</summary>
    Invalid = 4,
    /// <summary>Refused.</summary>
    Refused = 8,
    /// <summary>Everything that ended, also what succeeded.</summary>
    All = 31,
}
