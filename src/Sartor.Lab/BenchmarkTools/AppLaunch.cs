namespace Sartor.Lab.BenchmarkTools;

/// <summary>How an app is started once, and what it leaves.</summary>
/// <param name="Before">A script before the start, which ends with a semicolon; empty for none.</param>
/// <param name="Intent">The activity with its extras, as <c>am start</c> takes them.</param>
/// <param name="Look">From the device's time before the start, as <c>logcat -T</c> takes it: a script that prints what is there.</param>
/// <param name="Read">
/// Of what there is now, whether the app is alive, and whether it has ended: the reading, or null where more is to come.
/// </param>
internal sealed record AppLaunch(string Before, string Intent, Func<string, string> Look, Func<string, bool, bool, ToolReading?> Read);
