namespace Sartor.Tailor.Tuning;

/// <summary>Hears how a tuning goes on; called from one thread at a time.</summary>
internal interface ITuningListener
{
    /// <summary>Something is to be known, as one sentence.</summary>
    void Noted(string sentence);

    /// <summary>The work folder is written.</summary>
    /// <param name="done">Samples that are there.</param>
    /// <param name="total">Of so many.</param>
    void Prepared(int done, int total);

    /// <summary>The training begins, or goes on.</summary>
    void Started(TuningStart start);

    /// <summary>The training goes on.</summary>
    void Advanced(TuningProgress progress);
}
