namespace Sartor.Graph.Operators;

/// <summary>An operator whose results are integers in the range of int32, whatever their element type and its inputs are.</summary>
internal interface IFitsInt32;
