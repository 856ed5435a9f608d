using Parquet;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns;

public sealed class ParquetTableTests
{
    [Fact]
    public async Task Table_KeepsEveryCellOverGroups()
    {
        const int Rows = 10_003;
        using var file = new MemoryStream();
        await using (var table = await ParquetTable.CreateAsync(file))
        {
            for (var row = 0; row < Rows; row++) await table.AddAsync(Row(row));
        }
        file.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(file);
        var fields = reader.Schema.GetDataFields();
        fields.Select(field => field.Name).ShouldBe(TrialColumns.All.Select(column => column.Name));
        reader.RowGroupCount.ShouldBe(2);
        long first = 0;
        for (var g = 0; g < 2; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var (texts, numbers, reals, truths) =
                (new string?[group.RowCount], new long?[group.RowCount], new double?[group.RowCount], new bool?[group.RowCount]);
            await group.ReadAsync(fields[TrialColumns.IndexOf("reason")], texts);
            await group.ReadAsync<long>(fields[TrialColumns.IndexOf("macs")], numbers);
            await group.ReadAsync<double>(fields[TrialColumns.IndexOf("median_ns")], reals);
            await group.ReadAsync<bool>(fields[TrialColumns.IndexOf("valid")], truths);
            for (var i = 0; i < group.RowCount; i++)
            {
                var wanted = Row(first + i);
                object?[] found = [texts[i], numbers[i], reals[i], truths[i]];
                object?[] expected =
                [
                    wanted[TrialColumns.IndexOf("reason")], wanted[TrialColumns.IndexOf("macs")],
                    wanted[TrialColumns.IndexOf("median_ns")], wanted[TrialColumns.IndexOf("valid")],
                ];
                found.ShouldBe(expected);
            }
            first += group.RowCount;
        }
        first.ShouldBe(Rows);
    }

    private static object?[] Row(long row) =>
    [
        .. TrialColumns.All.Select((column, i) => (row + i) % 3 == 0 && column.Name != "valid" ? null
            : column.Type == typeof(string) ? $"µ \"{row}\", {i}"
            : column.Type == typeof(long) ? row * 1_000_000_007
            : column.Type == typeof(double) ? row * 0.1 : (object)(row % 2 == 0)),
    ];
}
