using Sartor.Lab.Campaigns;

namespace Sartor.Cli.Display;

/// <summary>
/// Paths of models as a person reads them. A campaign names a model from the folder of its file; one that lies elsewhere is shown from the
/// current folder, or by the end of its path.
/// </summary>
/// <param name="baseFolder">The folder of the campaign's file.</param>
internal sealed class ShownModels(string baseFolder)
{
    private static readonly string s_up = $"..{Path.DirectorySeparatorChar}";

    /// <summary>The trial with the path to show.</summary>
    public CampaignTrial Of(CampaignTrial trial) => trial with { Model = Of(trial.Model) };

    /// <summary>The path to show.</summary>
    public string Of(string model)
    {
        if (!model.StartsWith(s_up, StringComparison.Ordinal)) return model;
        var full = Path.GetFullPath(model, baseFolder);
        var here = Path.GetRelativePath(Environment.CurrentDirectory, full);
        if (!here.StartsWith(s_up, StringComparison.Ordinal)) return here;
        return Path.Combine("…", Path.GetFileName(Path.GetDirectoryName(full)) ?? "", Path.GetFileName(full));
    }
}
