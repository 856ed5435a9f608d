using Parquet;
using Parquet.Schema;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>The table of a campaign as Parquet: nullable columns, rows in groups; only the group that is filled is held.</summary>
internal sealed class ParquetTable : IAsyncDisposable
{
    private const int GroupSize = 10_000;

    private readonly List<object?[]> _rows = [];
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;

    private ParquetTable(ParquetWriter writer, DataField[] fields) => (_writer, _fields) = (writer, fields);

    /// <summary>Begins a table.</summary>
    /// <param name="stream">Stays open.</param>
    public static async Task<ParquetTable> CreateAsync(Stream stream)
    {
        DataField[] fields = [.. TrialColumns.All.Select(column => new DataField(column.Name, column.Type, isNullable: true))];
        return new ParquetTable(await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false), fields);
    }

    /// <summary>Adds a row of <see cref="TrialColumns.Cells"/>.</summary>
    public async Task AddAsync(object?[] cells)
    {
        _rows.Add(cells);
        if (_rows.Count == GroupSize) await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Writes what is left, and the end of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_rows.Count > 0) await FlushAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FlushAsync()
    {
        using var group = _writer.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
        {
            var type = TrialColumns.All[i].Type;
            if (type == typeof(string)) await group.WriteAsync(_fields[i], Texts(i)).ConfigureAwait(false);
            else if (type == typeof(long)) await group.WriteAsync<long>(_fields[i], Values<long>(i)).ConfigureAwait(false);
            else if (type == typeof(double)) await group.WriteAsync<double>(_fields[i], Values<double>(i)).ConfigureAwait(false);
            else await group.WriteAsync<bool>(_fields[i], Values<bool>(i)).ConfigureAwait(false);
        }
        group.CompleteValidate();
        _rows.Clear();
    }

    private string[] Texts(int column) => [.. _rows.Select(row => (string)row[column]!)];

    private ReadOnlyMemory<T?> Values<T>(int column) where T : struct => _rows.Select(row => (T?)row[column]).ToArray();
}
