namespace Sartor.Workers.Client;

/// <summary>A program that speaks the worker protocol over its standard input and output.</summary>
/// <param name="Program">Its path; it is started without a shell.</param>
/// <param name="Arguments">What it is given.</param>
public sealed record WorkerCommand(string Program, EquatableArray<string> Arguments);
