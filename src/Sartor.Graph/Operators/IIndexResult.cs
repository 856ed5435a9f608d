namespace Sartor.Graph.Operators;

/// <summary>An operator whose results are indices: integers in the range of int32, whatever their element type is.</summary>
internal interface IIndexResult;
