using System.Data.Common;
using System.Globalization;
using Sartor.Core;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>One connection, its prepared commands and its transactions. Calls wait for one another.</summary>
internal sealed class SqlSession : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DbCommand> _commands = [];
    private readonly ISqlDialect _dialect;
    private readonly DbConnection _connection;
    private bool _isInside;
    private bool _isLasting = true;

    public SqlSession(ISqlDialect dialect)
    {
        _dialect = dialect;
        _connection = dialect.Open();
    }

    /// <summary>Does all of it or nothing; what it did outlives the machine.</summary>
    /// <exception cref="OutputException">The database failed; nothing was changed.</exception>
    public T Transact<T>(Func<T> work) => Transact(work, isLasting: true);

    /// <summary>Does all of it or nothing; what it did outlives the process, but may be gone after a loss of power.</summary>
    /// <exception cref="OutputException">The database failed; nothing was changed.</exception>
    public T TransactQuickly<T>(Func<T> work) => Transact(work, isLasting: false);

    /// <summary>Reads without a transaction.</summary>
    /// <exception cref="OutputException">The database failed.</exception>
    public T Read<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (DbException e)
            {
                throw Problem(e);
            }
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows were changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters).ExecuteNonQuery();

    /// <summary>The first value of the first row; null for none.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>The first value of the first row, a whole number; null for none.</summary>
    public long? Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Scalar(sql, parameters) is { } value ? System.Convert.ToInt64(value, CultureInfo.InvariantCulture) : null;

    /// <summary>All rows.</summary>
    public List<T> Rows<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Command(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private T Transact<T>(Func<T> work, bool isLasting)
    {
        lock (_gate)
        {
            try
            {
                if (isLasting != _isLasting)
                {
                    Execute(isLasting ? _dialect.Insist : _dialect.Relax);
                    _isLasting = isLasting;
                }
                Execute(_dialect.Begin);
                _isInside = true;
                var result = work();
                Execute("COMMIT");
                _isInside = false;
                return result;
            }
            catch (DbException e)
            {
                throw Problem(e);
            }
            finally
            {
                if (_isInside) RollBack();
            }
        }
    }

    private DbCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
            _commands.Add(sql, command);
        }
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }

    private void RollBack()
    {
        _isInside = false;
        try
        {
            Execute("ROLLBACK");
        }
        catch (DbException)
        {
            // A database that is full or gone has rolled back by itself.
        }
    }

    private OutputException Problem(DbException e) => new(
        _dialect.Place, _dialect.Damage(e)
        ?? $"{e.Message.Trim().TrimEnd('.')}; what was stored stays, and `sartor campaign resume` goes on from there", e);
}
