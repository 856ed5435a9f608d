namespace Sartor.Data.Preprocessing;

/// <summary>
/// Part of a resized part of an image: the source rectangle is resized to <see cref="FullWidth"/> × <see cref="FullHeight"/>, of which
/// only a window is computed.
/// </summary>
/// <param name="SourceX">Left edge of the source rectangle in pixels.</param>
/// <param name="SourceY">Top edge of the source rectangle in pixels.</param>
/// <param name="SourceWidth">Width of the source rectangle in pixels, ≥ 1.</param>
/// <param name="SourceHeight">Height of the source rectangle in pixels, ≥ 1.</param>
/// <param name="FullWidth">Width that the source rectangle is resized to.</param>
/// <param name="FullHeight">Height that the source rectangle is resized to.</param>
/// <param name="X">Left edge of the window within the resized rectangle.</param>
/// <param name="Y">Top edge of the window within the resized rectangle.</param>
/// <param name="Width">Width of the window in pixels.</param>
/// <param name="Height">Height of the window in pixels.</param>
public readonly record struct ResizeWindow(
    int SourceX, int SourceY, int SourceWidth, int SourceHeight, int FullWidth, int FullHeight, int X, int Y, int Width, int Height);
