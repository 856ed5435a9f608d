namespace Sartor.Lab.Campaigns.Storage;

/// <summary>
/// Tables of a campaign. Lines of keys are stored once, since most are those of a device: a trial has the numbers of its lines. The
/// numbers of <see cref="TrialState"/> stand in the text, since an index for some rows is used only by a query that says which.
/// </summary>
internal static class CampaignSchema
{
    /// <summary>Rises with each change of the tables.</summary>
    public const string Version = "3";

    /// <summary>Name of the note that holds the version.</summary>
    public const string VersionNote = "schema";

    /// <summary>Columns of a trial with the path of its model, as <see cref="TrialRow"/> reads them.</summary>
    public const string Columns =
        "t.id, t.key, t.step, t.lane, (SELECT path FROM model WHERE model.id = t.model), t.variant, t.engine, t.delegate, t.threads, "
        + "t.needs, t.state, t.ending, t.reason, t.attempts, t.claim";

    /// <summary>What makes the tables where they are not there.</summary>
    /// <param name="bytes">Type of a column of bytes.</param>
    public static string Create(string bytes) => $"""
        CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS model (id BIGINT PRIMARY KEY, path TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS line (id BIGINT PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS trial (
          id BIGINT PRIMARY KEY, key {bytes} NOT NULL UNIQUE, step SMALLINT NOT NULL, lane TEXT NOT NULL, model BIGINT NOT NULL,
          variant TEXT NOT NULL, engine TEXT NOT NULL, delegate TEXT NOT NULL, threads INTEGER NOT NULL, needs BIGINT,
          state SMALLINT NOT NULL, ending SMALLINT NOT NULL, reason TEXT, attempts INTEGER NOT NULL, interruptions INTEGER NOT NULL,
          claim BIGINT NOT NULL, due BIGINT NOT NULL, lines TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS trial_ready ON trial (lane, id) WHERE state = 1;
        CREATE INDEX IF NOT EXISTS trial_blocked ON trial (lane, id) WHERE state = 0;
        CREATE INDEX IF NOT EXISTS trial_running ON trial (id) WHERE state = 2;
        CREATE INDEX IF NOT EXISTS trial_quarantined ON trial (model, engine) WHERE state = 4;
        CREATE INDEX IF NOT EXISTS trial_model ON trial (model);
        CREATE INDEX IF NOT EXISTS trial_needs ON trial (needs) WHERE needs IS NOT NULL;
        CREATE TABLE IF NOT EXISTS attempt (
          id BIGINT PRIMARY KEY, trial BIGINT NOT NULL, started BIGINT NOT NULL, ended BIGINT NOT NULL, ending SMALLINT NOT NULL,
          reason TEXT);
        CREATE INDEX IF NOT EXISTS attempt_trial ON attempt (trial, id);
        CREATE TABLE IF NOT EXISTS result (trial BIGINT PRIMARY KEY, json TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS anchor (
          id BIGINT PRIMARY KEY, lane TEXT NOT NULL, engine TEXT NOT NULL, delegate TEXT NOT NULL, series TEXT NOT NULL,
          run BIGINT NOT NULL, started BIGINT NOT NULL, median DOUBLE PRECISION NOT NULL, low DOUBLE PRECISION NOT NULL,
          high DOUBLE PRECISION NOT NULL);
        """;
}
