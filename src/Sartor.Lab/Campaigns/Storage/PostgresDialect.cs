using System.Data.Common;
using Npgsql;
using Sartor.Core;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>
/// A schema of a PostgreSQL database. An advisory lock of the session keeps the campaign for one process; the server gives it up when
/// the connection ends.
/// </summary>
/// <param name="connection">Connection string or <c>postgresql://</c> address.</param>
/// <param name="campaign">Name of the campaign, which names the schema: letters, digits, hyphen and underscore.</param>
/// <param name="isReadOnly">Only looks, beside the process that has the campaign.</param>
internal sealed class PostgresDialect(string connection, string campaign, bool isReadOnly = false) : ISqlDialect
{
    private readonly string _schema = $"sartor_{campaign}";

    public bool IsReadOnly => isReadOnly;

    public string Place => $"PostgreSQL schema {_schema}";

    public string Bytes => "BYTEA";

    public string Begin => "BEGIN";

    public string Relax => "SET synchronous_commit TO off";

    public string Insist => "SET synchronous_commit TO on";

    public string? Damage(DbException error) => error is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
        ? "has no trials; `sartor campaign run` begins the campaign"
        : null;

    public CampaignRunner? Runner()
    {
        try
        {
            using var open = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
            open.Open();
            // The lock is given up with this connection.
            using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock_shared(hashtextextended(@name, 0))", open);
            command.Parameters.AddWithValue("@name", _schema);
            return command.ExecuteScalar() is false ? new CampaignRunner("another process", null, null, null) : null;
        }
        catch (Exception e) when (e is DbException or ArgumentException or System.Net.Sockets.SocketException)
        {
            throw new OutputException(Place, $"cannot be opened ({e.Message.TrimEnd('.')}); check the connection string", e);
        }
    }

    public DbConnection Open()
    {
        NpgsqlConnection? open = null;
        try
        {
            open = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString);
            open.Open();
            if (isReadOnly)
            {
                Execute(open, $"SET search_path TO \"{_schema}\"; SET default_transaction_read_only TO on");
                return open;
            }
            Execute(open, $"CREATE SCHEMA IF NOT EXISTS \"{_schema}\"; SET search_path TO \"{_schema}\"; SET synchronous_commit TO on");
            // The server learns of an ended process a moment later.
            Execute(open, "SET lock_timeout TO '5s'");
            using var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended(@name, 0))", open);
            command.Parameters.AddWithValue("@name", _schema);
            command.ExecuteNonQuery();
            return open;
        }
        catch (Exception e) when (e is DbException or ArgumentException or System.Net.Sockets.SocketException)
        {
            open?.Dispose();
            throw new OutputException(Place, e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
                ? "is in use: another process runs this campaign; wait for it, or end it"
                : $"cannot be opened ({e.Message.TrimEnd('.')}); check the connection string", e);
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
