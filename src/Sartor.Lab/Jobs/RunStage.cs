namespace Sartor.Lab.Jobs;

/// <summary>The parts of a fit, in the order in which a reader meets them.</summary>
public enum RunStage
{
    /// <summary>Read the model and the data, and settle the preprocessing.</summary>
    Read,

    /// <summary>Run the float network over the calibration samples and record ranges.</summary>
    Calibrate,

    /// <summary>Lower, quantise and write each variant.</summary>
    Convert,

    /// <summary>Run each variant against the source.</summary>
    Verify,

    /// <summary>Measure each trial.</summary>
    Measure,

    /// <summary>Time the steps of each variant.</summary>
    Profile,

    /// <summary>Compare the tensors inside of each variant with those of the source.</summary>
    Layers,

    /// <summary>Score, recommend and write the result.</summary>
    Report,
}
