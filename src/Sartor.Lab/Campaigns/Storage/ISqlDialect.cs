using System.Data.Common;
using Sartor.Core;

namespace Sartor.Lab.Campaigns.Storage;

/// <summary>In what databases differ.</summary>
internal interface ISqlDialect
{
    /// <summary>The place of the database, for messages; without passwords.</summary>
    string Place { get; }

    /// <summary>Type of a column of bytes.</summary>
    string Bytes { get; }

    /// <summary>Begins a transaction that writes.</summary>
    string Begin { get; }

    /// <summary>Lets commits outlive the process, and no more than that: they do not wait for the disk.</summary>
    string Relax { get; }

    /// <summary>Lets commits outlive the machine, too.</summary>
    string Insist { get; }

    /// <summary>Whether the campaign is only looked at, which other processes may do while one runs it.</summary>
    bool IsReadOnly { get; }

    /// <summary>What to say where an error means that the state is damaged or is none, a clause; null for other errors.</summary>
    string? Damage(DbException error);

    /// <summary>Who runs the campaign now; null where nobody does.</summary>
    /// <exception cref="OutputException">That cannot be told.</exception>
    CampaignRunner? Runner();

    /// <summary>A connection that is open, which nobody else has for this campaign.</summary>
    /// <exception cref="OutputException">The database cannot be opened, or another process has the campaign.</exception>
    DbConnection Open();
}
