namespace Sartor.Data.Configuration;

/// <summary>One record of a CSV file.</summary>
/// <param name="Line">The line that it starts on, from 1.</param>
/// <param name="Fields">As many as the header has.</param>
internal sealed record CsvRecord(int Line, string[] Fields)
{
    public string this[int column] => Fields[column];
}
