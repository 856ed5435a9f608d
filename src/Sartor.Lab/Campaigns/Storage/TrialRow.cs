using System.Data.Common;
using System.Globalization;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>Between rows and records.</summary>
internal static class TrialRow
{
    /// <summary>From the columns of <see cref="CampaignSchema.Columns"/>.</summary>
    public static CampaignTrial Read(DbDataReader row) => new()
    {
        Number = row.GetInt64(0),
        Id = System.Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1)),
        Step = (CampaignStep)Integer(row, 2),
        Lane = row.GetString(3),
        Model = row.GetString(4),
        Variant = row.GetString(5),
        Engine = row.GetString(6),
        Delegate = row.GetString(7),
        Threads = Integer(row, 8),
        Needs = row.IsDBNull(9) ? null : row.GetInt64(9),
        State = (TrialState)Integer(row, 10),
        Ending = (TrialEnding)Integer(row, 11),
        Reason = row.IsDBNull(12) ? null : row.GetString(12),
        Attempts = Integer(row, 13),
        Claim = row.GetInt64(14),
    };

    /// <summary>A whole number of a column of any width.</summary>
    public static int Integer(DbDataReader row, int column) => System.Convert.ToInt32(row.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>Bytes of a key.</summary>
    public static byte[] Key(string id) => System.Convert.FromHexString(id);

    /// <summary>Milliseconds since 1970.</summary>
    public static long Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>From milliseconds since 1970.</summary>
    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
