using Sartor.Core;
using Sartor.Formats;
using Sartor.Formats.Checkpoints;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>Which files a model consists of.</summary>
internal static class ModelParts
{
    /// <summary>Reads the model for the files that it names; its weights stay where they are.</summary>
    /// <exception cref="SartorException">It is not there, or no format that Sartor reads.</exception>
    public static ModelFiles Of(string modelPath)
    {
        // TorchScript is one file, which nobody reads but its engine.
        if (Checkpoint.DetectScript(modelPath)) return new ModelFiles(modelPath, []);
        using var model = ModelFormats.Open(modelPath);
        return new ModelFiles(modelPath, [.. model.ExternalFiles.Select(file => new ModelCompanion(file.Name, file.Path))]);
    }
}
