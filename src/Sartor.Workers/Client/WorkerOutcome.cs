using System.Diagnostics.CodeAnalysis;

namespace Sartor.Workers.Client;

/// <summary>A request's result or the reason why there is none; a failure is an expected outcome, not an exception.</summary>
public sealed record WorkerOutcome<T> where T : class
{
    private WorkerOutcome(T? value, WorkerFailure? failure) => (Value, Failure) = (value, failure);

    /// <summary>The result; null after a failure.</summary>
    public T? Value { get; }

    /// <summary>The reason; null after a success.</summary>
    public WorkerFailure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>The result, for a caller to whom a failure is fatal.</summary>
    /// <exception cref="EngineException">There is none.</exception>
    public T Require() => Value ?? throw new EngineException("worker", Failure!.Message.TrimEnd('.'));

    internal static WorkerOutcome<T> Success(T value) => new(value, null);

    internal static WorkerOutcome<T> Failed(WorkerFailure failure) => new(null, failure);
}
