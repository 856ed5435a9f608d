namespace Sartor.Workers.Protocol;

/// <summary>
/// Tells workers of different sources apart. <c>Id</c>, written by the build, is 16 hexadecimal digits of a hash over the sources
/// of the worker and of all that it refers to; compilers and their options have no part in it.
/// </summary>
internal static partial class WorkerBuild
{
    /// <summary>The file beside a worker that was compiled ahead of time; it holds the worker's <c>Id</c>.</summary>
    public const string FileName = "sartor-worker.build";
}
