using Sartor.Graph.Ir;

namespace Sartor.Graph.Layouts;

/// <summary>
/// A question: what if the source were computed and read in this layout? It is relative to the present one; the identity asks the readers
/// only.
/// </summary>
internal readonly record struct LayoutShift(LayoutSource Source, Permutation Layout);
