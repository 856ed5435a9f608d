namespace Sartor.Lab.Campaigns;

/// <summary>Where a trial of a campaign stands. The numbers are stored.</summary>
public enum TrialState
{
    /// <summary>Waits for the trial that it needs.</summary>
    Blocked = 0,
    /// <summary>Can be claimed from its due time on.</summary>
    Waiting = 1,
    /// <summary>Is claimed.</summary>
    Running = 2,
    /// <summary>Has ended, with numbers or with the reason why there are none; it never runs again unless somebody asks for it.</summary>
    Finished = 3,
    /// <summary>Fails every time on a healthy device, or belongs to a model that does; kept apart with its reason.</summary>
    Quarantined = 4,
}
