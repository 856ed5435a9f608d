using Sartor.Core;

namespace Sartor.Tailor.Latency;

/// <summary>An inverted residual block as tables of Once-for-All name it.</summary>
/// <param name="Input">Height, width and channels of what it takes.</param>
/// <param name="Output">The same of what it gives.</param>
/// <param name="Expanded">The channels inside.</param>
/// <param name="Kernel">Height and width of the depthwise kernel.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="HasShortcut">Whether its input is added.</param>
/// <param name="HasSqueeze">Whether it has squeeze-and-excitation.</param>
/// <param name="HasHardSwish">Hard swish as its activation; ReLU otherwise.</param>
internal sealed record MobileBlockKey(
    Shape Input, Shape Output, int Expanded, int Kernel, int Stride, bool HasShortcut, bool HasSqueeze, bool HasHardSwish)
{
    /// <summary>The key in a table.</summary>
    public override string ToString() =>
        $"expanded_conv-input:{Text(Input)}-output:{Text(Output)}-expand:{Expanded}-kernel:{Kernel}-stride:{Stride}"
            + $"-idskip:{(HasShortcut ? 1 : 0)}-se:{(HasSqueeze ? 1 : 0)}-hs:{(HasHardSwish ? 1 : 0)}";

    private static string Text(Shape shape) => $"{shape[0]}x{shape[1]}x{shape[2]}";
}
