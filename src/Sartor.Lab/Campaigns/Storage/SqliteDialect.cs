using System.Data.Common;
using Microsoft.Data.Sqlite;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>
/// A database in a file, with a write-ahead log that is flushed to the disk at each commit. Beside it lies the lock of the process that
/// has the campaign, which the system gives up when that process ends in whatever way.
/// </summary>
/// <param name="path">The file; made where it is missing.</param>
/// <param name="isReadOnly">Only looks, beside the process that has the campaign.</param>
internal sealed class SqliteDialect(string path, bool isReadOnly = false) : ISqlDialect
{
    /// <summary>The path of a database that goes away with its connection.</summary>
    public const string InMemory = ":memory:";

    public bool IsReadOnly => isReadOnly;

    public string Place => path;

    public string Bytes => "BLOB";

    public string Begin => "BEGIN IMMEDIATE";

    public string Relax => "PRAGMA synchronous = NORMAL";

    public string Insist => "PRAGMA synchronous = FULL";

    public string? Damage(DbException error) => error switch
    {
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB } => Damaged(error.Message),
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR }
            when error.Message.Contains("no such table", StringComparison.Ordinal) => Damaged("it has no trials"),
        _ => null,
    };

    /// <summary>That the state is damaged, and what to do.</summary>
    /// <param name="reason">What is wrong.</param>
    public static string Damaged(string reason) =>
        $"is damaged ({reason.Trim().TrimEnd('.')}), and nothing in it was changed: put a copy of it back, or delete the folder that it "
        + "lies in and run the campaign anew";

    public CampaignRunner? Runner() => OwnerFile.IsHeld(LockPath)
        ? CampaignRunner.Of(OwnerFile.Read(OwnerPath), File.GetLastWriteTimeUtc(OwnerPath))
        : null;

    private string LockPath => $"{path}.lock";

    private string OwnerPath => $"{path}.owner";

    public DbConnection Open()
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 5,
        };
        var connection = new LockedConnection(settings.ToString(), isReadOnly || path == InMemory ? null : Take());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = isReadOnly
                ? "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF"
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF";
            command.ExecuteNonQuery();
            return connection;
        }
        catch (DbException e)
        {
            connection.Dispose();
            throw new OutputException(
                path,
                Damage(e) ?? $"cannot be used as the state of a campaign ({e.Message.TrimEnd('.')}); name another folder with 'output'", e);
        }
    }

    private FileStream Take()
    {
        try
        {
            var held = OwnerFile.Open(LockPath);
            File.WriteAllText(OwnerPath, CampaignRunner.Own);
            return held;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(path, Runner() is { } owner
                ? $"is in use: another process runs this campaign ({owner.Description}); wait for it, or end it"
                : $"cannot be written ({IoReason.Of(e)}); name another folder with 'output'", e);
        }
    }

    private sealed class LockedConnection(string settings, FileStream? held) : SqliteConnection(settings)
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing) held?.Dispose();
        }
    }
}
