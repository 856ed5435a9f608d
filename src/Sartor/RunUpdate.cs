using Sartor.Lab.Jobs;

namespace Sartor;

/// <summary>What a job tells while it runs.</summary>
/// <param name="Stage">The part of the job.</param>
/// <param name="Done">Steps done so far, 0 to <paramref name="Total"/>.</param>
/// <param name="Total">Steps of the stage; 0 where it is unknown.</param>
/// <param name="Text">What is being done, or what the stage came to, in a few words; may be empty.</param>
public readonly record struct RunUpdate(RunStage Stage, int Done, int Total, string Text);
