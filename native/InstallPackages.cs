using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

// A build task, compiled by MSBuild when native/node_modules is stale: runs `npm ci` once, however many projects and builds
// ask for it at the same time.
public sealed class InstallPackages : Task
{
    [Required]
    public string Folder { get; set; }

    [Required]
    public string Lock { get; set; }

    [Required]
    public string Stamp { get; set; }

    public override bool Execute()
    {
        using (var mutex = TakeLock())
        {
            if (mutex == null)
            {
                Log.LogError("Another build has been fetching native parts for 15 minutes; end it, or delete native/.fetch-lock.");
                return false;
            }
            if (File.Exists(Stamp) && File.GetLastWriteTimeUtc(Stamp) >= File.GetLastWriteTimeUtc(Lock)) return true;
            Log.LogMessage(MessageImportance.High, "Fetching native parts (npm ci in native/, about 100 MB, once)");
            return RunNpm();
        }
    }

    private FileStream TakeLock()
    {
        var path = Path.Combine(Folder, ".fetch-lock");
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(15))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                Thread.Sleep(200);
            }
        }
        return null;
    }

    private bool RunNpm()
    {
        var windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        const string arguments = "ci --ignore-scripts --no-audit --no-fund";
        var start = new ProcessStartInfo(windows ? "cmd.exe" : "npm", windows ? "/c npm " + arguments : arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using (var npm = Process.Start(start))
            {
                var output = npm.StandardOutput.ReadToEndAsync();
                var error = npm.StandardError.ReadToEndAsync();
                npm.WaitForExit();
                if (npm.ExitCode == 0)
                {
                    File.WriteAllText(Stamp, "");
                    return true;
                }
                Log.LogMessage(MessageImportance.High, output.Result + error.Result);
                Log.LogError(windows && npm.ExitCode == 9009
                    ? NpmIsMissing
                    : "The native parts could not be fetched: `npm ci --ignore-scripts` in native/ ended with code " + npm.ExitCode
                    + " (its output is above); check the network and build again.");
                return false;
            }
        }
        catch (Win32Exception)
        {
            Log.LogError(NpmIsMissing);
            return false;
        }
    }

    private const string NpmIsMissing =
        "npm is not on the PATH and Sartor takes its native libraries from npm packages; install Node.js 20 or newer and build again.";
}
