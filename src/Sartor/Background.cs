namespace Sartor;

/// <summary>Jobs on a thread of their own: they compute for seconds to hours.</summary>
internal static class Background
{
    public static Task<T> Run<T>(Func<T> job, CancellationToken cancellation) => Task.Factory.StartNew(
        job, cancellation, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
