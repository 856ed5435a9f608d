using Sartor.Core;
using Sartor.Lab.Campaigns.Storage;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Where a campaign keeps its state.</summary>
public static class CampaignFolder
{
    /// <summary>Name of the state in the folder of a campaign.</summary>
    public const string StateFile = "state.db";

    /// <summary>Opens the state for a run, and makes it where it is missing.</summary>
    /// <param name="options">The campaign.</param>
    /// <exception cref="OutputException">It cannot be opened, or another process has it.</exception>
    public static ICampaignStore Open(CampaignOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            Directory.CreateDirectory(options.OutputFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(options.OutputFolder, $"cannot be made ({IoReason.Of(e)}); name another folder with 'output'", e);
        }
        // A state that lost its contents would else begin anew, and take what was measured for missing.
        var state = new FileInfo(Path.Combine(options.OutputFolder, StateFile));
        if (options.Database is null && state is { Exists: true, Length: 0 } && Directory.Exists(VariantsOf(options)))
            throw new OutputException(state.FullName, SqliteDialect.Damaged("it is empty"));
        return new SqlCampaignStore(Dialect(options, isReadOnly: false));
    }

    /// <summary>Opens the state to look at it, also while another process runs the campaign.</summary>
    /// <param name="options">The campaign.</param>
    /// <exception cref="OutputException">There is none, or it cannot be read.</exception>
    public static ICampaignStore OpenReading(CampaignOptions options)
    {
        if (Exists(options)) return new SqlCampaignStore(Dialect(options, isReadOnly: true));
        throw new OutputException(options.OutputFolder, "has no state of a campaign; `sartor campaign run` begins it");
    }

    /// <summary>Who runs the campaign now; null where nobody does.</summary>
    /// <param name="options">The campaign.</param>
    /// <exception cref="OutputException">That cannot be told.</exception>
    public static CampaignRunner? Runner(CampaignOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Dialect(options, isReadOnly: true).Runner();
    }

    /// <summary>Where its conversions lie.</summary>
    internal static string VariantsOf(CampaignOptions options) => Path.Combine(options.OutputFolder, "variants");

    /// <summary>A state that goes away with the object, for a look at what would be planned.</summary>
    internal static ICampaignStore InMemory() => new SqlCampaignStore(new SqliteDialect(SqliteDialect.InMemory));

    /// <summary>Whether there is a state to go on from.</summary>
    public static bool Exists(CampaignOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Database is not null || File.Exists(Path.Combine(options.OutputFolder, StateFile));
    }

    private static ISqlDialect Dialect(CampaignOptions options, bool isReadOnly) => options.Database is { } database
        ? new PostgresDialect(database, options.Name, isReadOnly)
        : new SqliteDialect(Path.Combine(options.OutputFolder, StateFile), isReadOnly);
}
