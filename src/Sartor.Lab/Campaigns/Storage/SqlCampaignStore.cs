using System.Globalization;
using Sartor.Core;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>A campaign in a database: the same statements for SQLite and PostgreSQL.</summary>
internal sealed class SqlCampaignStore : ICampaignStore
{
    private const int PageSize = 2000;

    private readonly SqlSession _sql;

    /// <exception cref="OutputException">The database cannot be opened, is of another version, or another process has the campaign.
    /// </exception>
    public SqlCampaignStore(ISqlDialect dialect)
    {
        _sql = new SqlSession(dialect);
        try
        {
            if (!dialect.IsReadOnly) _sql.Transact(() => _sql.Execute(CampaignSchema.Create(dialect.Bytes)));
            var version = Note(CampaignSchema.VersionNote);
            if (version is null && !dialect.IsReadOnly) SetNote(CampaignSchema.VersionNote, CampaignSchema.Version);
            else if (version != CampaignSchema.Version)
                throw new OutputException(dialect.Place, $"was written by another version of Sartor (its tables are version {version}, "
                    + $"these are {CampaignSchema.Version}); resume with that version, or begin a new campaign");
        }
        catch
        {
            _sql.Dispose();
            throw;
        }
    }

    public string? Note(string name) =>
        _sql.Read(() => _sql.Scalar("SELECT value FROM note WHERE name = @name", ("@name", name)) as string);

    public void SetNote(string name, string value) => _sql.Transact(() => _sql.Execute(
        "INSERT INTO note (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = @value",
        ("@name", name), ("@value", value)));

    public long Add(IEnumerable<PlannedTrial> trials) => _sql.Transact(() =>
    {
        var next = _sql.Number("SELECT MAX(id) FROM trial") ?? 0;
        var (models, lines) = (new Dictionary<string, long>(), new Dictionary<string, long>());
        long added = 0;
        foreach (var trial in trials)
        {
            if (!models.TryGetValue(trial.Model, out var model)) models.Add(trial.Model, model = IdOf("model", "path", trial.Model));
            long? needs = trial.Needs is null ? null : Needed(trial.Needs.Id, trial);
            var (state, ending, reason) = needs is null ? (TrialState.Waiting, TrialEnding.None, null) : Behind(needs.Value);
            var isNew = _sql.Execute(
                "INSERT INTO trial (id, key, step, lane, model, variant, engine, delegate, threads, needs, state, ending, reason, "
                + "attempts, interruptions, claim, due, lines) VALUES (@id, @key, @step, @lane, @model, @variant, @engine, @delegate, "
                + "@threads, @needs, @state, @ending, @reason, 0, 0, 0, 0, @lines) ON CONFLICT (key) DO NOTHING",
                ("@id", next + 1), ("@key", TrialRow.Key(trial.Key.Id)), ("@step", (int)trial.Step), ("@lane", trial.Lane),
                ("@model", model), ("@variant", trial.Variant), ("@engine", trial.Engine), ("@delegate", trial.Delegate),
                ("@threads", trial.Threads), ("@needs", needs), ("@state", (int)state), ("@ending", (int)ending), ("@reason", reason),
                ("@lines", LinesOf(trial.Key, lines))) > 0;
            if (!isNew) continue;
            next++;
            added++;
        }
        return added;
    });

    public int Reopen(DateTimeOffset nowUtc, int mostInterruptions) => _sql.Transact(() =>
    {
        var now = TrialRow.Time(nowUtc);
        var running = _sql.Rows("SELECT id, interruptions FROM trial WHERE state = 2", row => (row.GetInt64(0), TrialRow.Integer(row, 1)));
        foreach (var (id, interruptions) in running)
        {
            const string Reason = "the run ended in the middle of it";
            AddAttempt(new TrialAttempt(id, nowUtc, nowUtc, TrialEnding.Interrupted, Reason));
            var isLast = interruptions + 1 >= mostInterruptions;
            _sql.Execute(
                "UPDATE trial SET state = @state, ending = @ending, reason = @reason, interruptions = interruptions + 1, due = @due "
                + "WHERE id = @id",
                ("@state", (int)(isLast ? TrialState.Quarantined : TrialState.Waiting)), ("@ending", (int)TrialEnding.Interrupted),
                ("@reason", isLast ? $"{Reason}, {interruptions + 1} times" : Reason), ("@due", now), ("@id", id));
            if (isLast) Skip(id, "what it needs was quarantined");
        }
        return running.Count;
    });

    public CampaignTrial? TryClaim(string lane, DateTimeOffset nowUtc) => _sql.TransactQuickly(() =>
    {
        var ready = _sql.Number(
            "SELECT id FROM trial WHERE state = 1 AND lane = @lane AND due <= @now ORDER BY id LIMIT 1",
            ("@lane", lane), ("@now", TrialRow.Time(nowUtc)));
        if (ready is not { } id) return null;
        _sql.Execute("UPDATE trial SET state = 2, claim = claim + 1 WHERE id = @id", ("@id", id));
        return Row(id);
    });

    public bool Complete(CampaignTrial trial, TrialOutcome outcome, NextStep next) => _sql.Transact(() =>
    {
        var changed = _sql.Execute(
            "UPDATE trial SET state = @state, ending = @ending, reason = @reason, attempts = attempts + 1, due = @due "
            + "WHERE id = @id AND state = 2 AND claim = @claim",
            ("@state", (int)next.State), ("@ending", (int)outcome.Ending), ("@reason", outcome.Reason),
            ("@due", TrialRow.Time(next.DueUtc)), ("@id", trial.Number), ("@claim", trial.Claim));
        if (changed == 0) return false;
        AddAttempt(new TrialAttempt(trial.Number, outcome.StartedUtc, outcome.EndedUtc, outcome.Ending, outcome.Reason));
        if (outcome.Result is { } json)
        {
            _sql.Execute(
                "INSERT INTO result (trial, json) VALUES (@trial, @json) ON CONFLICT (trial) DO UPDATE SET json = @json",
                ("@trial", trial.Number), ("@json", json));
        }
        if (next.State == TrialState.Finished && outcome.Ending == TrialEnding.Succeeded)
            _sql.Execute("UPDATE trial SET state = 1 WHERE needs = @id AND state = 0", ("@id", trial.Number));
        else if (next.State != TrialState.Waiting)
            Skip(trial.Number, Nothing(trial, outcome.Reason));
        return true;
    });

    public bool Release(CampaignTrial trial) => _sql.TransactQuickly(() => _sql.Execute(
        "UPDATE trial SET state = 1 WHERE id = @id AND state = 2 AND claim = @claim", ("@id", trial.Number), ("@claim", trial.Claim))) > 0;

    public int QuarantineModel(string model, string engine, int failures, string reason) => _sql.Transact(() =>
    {
        if (_sql.Number("SELECT id FROM model WHERE path = @path", ("@path", model)) is not { } id) return 0;
        var known = _sql.Number(
            "SELECT COUNT(*) FROM trial WHERE state = 4 AND model = @model AND engine = @engine", ("@model", id), ("@engine", engine));
        if (known < failures) return 0;
        return _sql.Execute(
            "UPDATE trial SET state = 4, ending = @ending, reason = @reason WHERE model = @model AND engine = @engine AND state IN (0, 1)",
            ("@ending", (int)TrialEnding.Skipped), ("@reason", reason), ("@model", id), ("@engine", engine));
    });

    public DateTimeOffset? NextDue(string lane) => _sql.Read(() =>
        _sql.Number("SELECT MIN(due) FROM trial WHERE state = 1 AND lane = @lane", ("@lane", lane)) is { } due
            ? TrialRow.Time(due)
            : (DateTimeOffset?)null);

    public bool IsBlocked(string lane) => _sql.Read(() =>
        _sql.Number("SELECT id FROM trial WHERE state = 0 AND lane = @lane LIMIT 1", ("@lane", lane)) is not null);

    public long Retry(TrialSelection selection) => _sql.Transact(() =>
    {
        List<string> which = [];
        if (selection.HasFlag(TrialSelection.Failed)) which.Add("(state = 3 AND ending IN (2, 3, 7))");
        if (selection.HasFlag(TrialSelection.Quarantined)) which.Add("state = 4");
        if (selection.HasFlag(TrialSelection.Invalid)) which.Add("(state = 3 AND ending = 5)");
        if (selection.HasFlag(TrialSelection.Refused)) which.Add("(state = 3 AND ending = 4)");
        if (selection == TrialSelection.All) which = ["(state IN (3, 4) AND ending <> 6)", "state = 4"];
        if (which.Count == 0) return 0;
        var again = _sql.Execute(
            "UPDATE trial SET state = 1, attempts = 0, interruptions = 0, due = 0 WHERE " + string.Join(" OR ", which));
        // What needs a trial that runs again waits for it; level by level, so that those behind them do, too.
        while (_sql.Execute(
            "UPDATE trial SET state = 0, ending = 0, reason = NULL, attempts = 0 WHERE ((state = 3 AND ending = 6) OR state = 1) AND needs "
            + "IN (SELECT id FROM trial WHERE state IN (0, 1, 2))") > 0)
        {
        }
        return again;
    });

    public void AddAnchor(CampaignAnchor anchor) => _sql.Transact(() => _sql.Execute(
        "INSERT INTO anchor (id, lane, engine, delegate, series, run, started, median, low, high) VALUES "
        + "((SELECT COALESCE(MAX(id), 0) + 1 FROM anchor), @lane, @engine, @delegate, @series, @run, @started, @median, @low, @high)",
        ("@lane", anchor.Lane), ("@engine", anchor.Engine), ("@delegate", anchor.Delegate), ("@series", anchor.Series),
        ("@run", TrialRow.Time(anchor.RunUtc)), ("@started", TrialRow.Time(anchor.StartedUtc)), ("@median", anchor.MedianNs),
        ("@low", anchor.LowNs), ("@high", anchor.HighNs)));

    public IReadOnlyList<CampaignAnchor> Anchors() => _sql.Read(() => _sql.Rows(
        "SELECT lane, engine, delegate, series, run, started, median, low, high FROM anchor ORDER BY id",
        row => new CampaignAnchor(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), TrialRow.Time(row.GetInt64(4)),
            TrialRow.Time(row.GetInt64(5)), row.GetDouble(6), row.GetDouble(7), row.GetDouble(8))));

    public IReadOnlyList<TrialCount> Count() => _sql.Read(() => _sql.Rows(
        "SELECT lane, step, state, ending, COUNT(*) FROM trial GROUP BY lane, step, state, ending ORDER BY lane, step, state, ending",
        row => new TrialCount(
            row.GetString(0), (CampaignStep)TrialRow.Integer(row, 1), (TrialState)TrialRow.Integer(row, 2),
            (TrialEnding)TrialRow.Integer(row, 3), row.GetInt64(4))));

    public IEnumerable<CampaignTrial> Trials()
    {
        for (var last = 0L; ;)
        {
            var from = last;
            var page = _sql.Read(() => _sql.Rows(
                $"SELECT {CampaignSchema.Columns} FROM trial t WHERE t.id > @from ORDER BY t.id LIMIT {PageSize}", TrialRow.Read,
                ("@from", from)));
            foreach (var trial in page) yield return trial;
            if (page.Count < PageSize) yield break;
            last = page[^1].Number;
        }
    }

    public CampaignTrial Find(long trial) => _sql.Read(() => Row(trial));

    public StepKey Key(long trial) => _sql.Read(() =>
    {
        var lines = _sql.Scalar("SELECT lines FROM trial WHERE id = @id", ("@id", trial)) as string
            ?? throw new InvalidOperationException($"there is no trial {trial}");
        return StepKey.FromLines(lines.Split(' ').Select(id => (string)_sql.Scalar(
            "SELECT text FROM line WHERE id = @id", ("@id", long.Parse(id, CultureInfo.InvariantCulture)))!));
    });

    public string? Result(long trial) =>
        _sql.Read(() => _sql.Scalar("SELECT json FROM result WHERE trial = @trial", ("@trial", trial)) as string);

    public IReadOnlyList<TrialAttempt> Attempts(long trial) => _sql.Read(() => _sql.Rows(
        "SELECT trial, started, ended, ending, reason FROM attempt WHERE trial = @trial ORDER BY id",
        row => new TrialAttempt(
            row.GetInt64(0), TrialRow.Time(row.GetInt64(1)), TrialRow.Time(row.GetInt64(2)), (TrialEnding)TrialRow.Integer(row, 3),
            row.IsDBNull(4) ? null : row.GetString(4)),
        ("@trial", trial)));

    public void Dispose() => _sql.Dispose();

    private CampaignTrial Row(long id) =>
        _sql.Rows($"SELECT {CampaignSchema.Columns} FROM trial t WHERE t.id = @id", TrialRow.Read, ("@id", id)).Single();

    // Of a text that is stored once.
    private long IdOf(string table, string column, string text)
    {
        if (_sql.Number($"SELECT id FROM {table} WHERE {column} = @text", ("@text", text)) is { } known) return known;
        var id = (_sql.Number($"SELECT MAX(id) FROM {table}") ?? 0) + 1;
        _sql.Execute($"INSERT INTO {table} (id, {column}) VALUES (@id, @text)", ("@id", id), ("@text", text));
        return id;
    }

    private string LinesOf(StepKey key, Dictionary<string, long> known)
    {
        List<long> ids = [];
        foreach (var line in key.Lines)
        {
            if (!known.TryGetValue(line, out var id)) known.Add(line, id = IdOf("line", "text", line));
            ids.Add(id);
        }
        return string.Join(' ', ids);
    }

    private long Needed(string key, PlannedTrial trial) =>
        _sql.Number("SELECT id FROM trial WHERE key = @key", ("@key", TrialRow.Key(key)))
        ?? throw new ArgumentException($"{trial} needs a trial that is not there", nameof(trial));

    // A trial that is added behind one that ended starts where that one leaves it.
    private (TrialState State, TrialEnding Ending, string? Reason) Behind(long id) => Row(id) switch
    {
        { State: TrialState.Finished, Ending: TrialEnding.Succeeded } => (TrialState.Waiting, TrialEnding.None, null),
        { State: TrialState.Finished or TrialState.Quarantined } needed =>
            (TrialState.Finished, TrialEnding.Skipped, Nothing(needed, needed.Reason)),
        _ => (TrialState.Blocked, TrialEnding.None, null),
    };

    private static string Nothing(CampaignTrial trial, string? reason) => $"{trial} came to nothing: {reason}";

    private void Skip(long id, string reason)
    {
        var ids = new Queue<long>([id]);
        while (ids.TryDequeue(out var ended))
        {
            foreach (var behind in _sql.Rows(
                "SELECT id FROM trial WHERE needs = @id AND state IN (0, 1)", row => row.GetInt64(0), ("@id", ended)))
            {
                _sql.Execute(
                    "UPDATE trial SET state = 3, ending = 6, reason = @reason WHERE id = @id", ("@reason", reason), ("@id", behind));
                ids.Enqueue(behind);
            }
        }
    }

    private void AddAttempt(TrialAttempt attempt) => _sql.Execute(
        "INSERT INTO attempt (id, trial, started, ended, ending, reason) VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM attempt), @trial, "
        + "@started, @ended, @ending, @reason)",
        ("@trial", attempt.Trial), ("@started", TrialRow.Time(attempt.StartedUtc)), ("@ended", TrialRow.Time(attempt.EndedUtc)),
        ("@ending", (int)attempt.Ending), ("@reason", attempt.Reason));
}
