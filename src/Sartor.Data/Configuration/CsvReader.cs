using System.Text;
using Sartor.Core;

namespace Sartor.Data.Configuration;

/// <summary>Comma-separated values as RFC 4180 describes them: quoted fields may hold commas, doubled quotes and line ends.</summary>
internal static class CsvReader
{
    private const long MaxBytes = 256L << 20;
    private const int MaxColumns = 16_384;

    /// <summary>All records with at least one non-empty field, the header first; fields trimmed of blanks outside quotes.</summary>
    /// <exception cref="DataSetException">Too large, an unclosed quote, or a record with another number of fields than the
    /// first.</exception>
    public static List<CsvRecord> Read(string path)
    {
        var text = TextFile.Read(path, MaxBytes);
        var records = new List<CsvRecord>();
        var at = 0;
        var line = 1;
        while (at < text.Length)
        {
            var started = line;
            var record = ReadRecord(path, text, ref at, ref line);
            if (record.Length == 1 && record[0].Length == 0) continue;
            if (records.Count > 0 && record.Length != records[0].Fields.Length)
                throw new DataSetException(path, $"line {started}: has {record.Length} fields where the header has "
                    + $"{records[0].Fields.Length}; correct that line");
            records.Add(new CsvRecord(started, record));
        }
        return records;
    }

    private static string[] ReadRecord(string path, string text, ref int at, ref int line)
    {
        var fields = new List<string>();
        while (true)
        {
            fields.Add(ReadField(path, text, ref at, ref line));
            if (fields.Count > MaxColumns) throw new DataSetException(path, $"line {line}: has more than {MaxColumns} columns");
            if (at >= text.Length) return [.. fields];
            if (text[at++] == ',') continue;
            // The other stop is a line end: \n, \r or \r\n.
            if (text[at - 1] == '\r' && at < text.Length && text[at] == '\n') at++;
            line++;
            return [.. fields];
        }
    }

    private static string ReadField(string path, string text, ref int at, ref int line)
    {
        while (at < text.Length && (text[at] is ' ' or '\t')) at++;
        if (at < text.Length && text[at] == '"') return ReadQuoted(path, text, ref at, ref line);
        var length = text.AsSpan(at).IndexOfAny(',', '\r', '\n');
        var field = length < 0 ? text[at..] : text.Substring(at, length);
        at += field.Length;
        return field.TrimEnd();
    }

    private static string ReadQuoted(string path, string text, ref int at, ref int line)
    {
        var field = new StringBuilder();
        var opened = line;
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '\n') line++;
            if (text[at] != '"')
            {
                field.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                while (at < text.Length && (text[at] is ' ' or '\t')) at++;
                if (at < text.Length && text[at] is not (',' or '\r' or '\n'))
                    throw new DataSetException(path, $"line {line}: has text after a closing quote; correct that line");
                return field.ToString();
            }
        }
        throw new DataSetException(path, $"line {opened}: a quote is never closed; correct that line");
    }
}
