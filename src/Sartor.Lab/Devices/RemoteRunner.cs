using System.Globalization;
using Sartor.Core;
using Sartor.Workers.Client;

namespace Sartor.Lab.Devices;

/// <summary>
/// Puts the worker that was compiled ahead of time on a machine behind a shell (docs/on-device-runner.md), once for each build: in a
/// folder that can be written, file by file, each compared by its hash, complete or not at all. Where programs find no glibc, as on
/// Android, it brings its own.
/// </summary>
/// <param name="shell">The machine.</param>
internal sealed class RemoteRunner(IRemoteShell shell)
{
    private const string Program = "sartor-worker";
    private const string Glibc = "glibc";
    private const string Native = "native";
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_check = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_transfer = TimeSpan.FromMinutes(10);

    // What machine it is, whether there is glibc's loader, and the first folder that can be written: /data/local/tmp is Android's for that.
    private const string Questions = """
        uname -s; uname -m
        [ -e /lib64/ld-linux-x86-64.so.2 ] || [ -e /lib/ld-linux-aarch64.so.1 ] && echo glibc || echo bare
        try() { (umask 077; mkdir -p "$1") 2>/dev/null && [ -w "$1" ] && printf '%s\n' "$1" && exit 0; }
        [ ! -d /data/local/tmp ] || try /data/local/tmp/sartor
        try "${XDG_CACHE_HOME:-$HOME/.cache}/sartor"
        try "${TMPDIR:-/tmp}/sartor-$(id -u)"
        """;

    private static readonly Dictionary<(string System, string Machine), (string Rid, string Loader)> s_machines = new()
    {
        [("Linux", "x86_64")] = ("linux-x64", "ld-linux-x86-64.so.2"),
        [("Linux", "amd64")] = ("linux-x64", "ld-linux-x86-64.so.2"),
        [("Linux", "aarch64")] = ("linux-arm64", "ld-linux-aarch64.so.1"),
        [("Linux", "arm64")] = ("linux-arm64", "ld-linux-aarch64.so.1"),
    };

    /// <summary>Makes sure that the worker is there.</summary>
    /// <exception cref="DeviceException">The machine cannot be reached, there is no worker for it, or no room.</exception>
    public async Task<RemoteProgram> InstallAsync(CancellationToken cancellation)
    {
        var told = (await shell.RunAsync(Questions, null, s_answer, cancellation).ConfigureAwait(false)).Split('\n');
        if (told is not [var system, var machine, "glibc" or "bare", ['/', ..] home])
            throw new DeviceException(shell.Address, "its shell does not say what machine it is; it has to be a POSIX shell");
        if (!s_machines.TryGetValue((system.Trim(), machine.Trim()), out var kind))
            throw new DeviceException(shell.Address, $"is {system.Trim()} on {machine.Trim()}, and there is no worker for that");
        var isBare = told[2] == "bare";
        var files = Files(kind.Rid, isBare);
        var build = Sha256.Hex(string.Concat(files.Select(file => $"{file.Name} {file.Sha256}\n")))[..16];
        var folder = $"{home.TrimEnd('/')}/runners/{build}";
        var program = $"{folder}/{Program}";
        if (!await IsWholeAsync(files, folder, cancellation).ConfigureAwait(false))
            await CopyAsync(files, folder, cancellation).ConfigureAwait(false);
        return isBare
            ? new RemoteProgram(
                program,
                $"[ -w \"${{TMPDIR:-/tmp}}\" ] || export TMPDIR={ShellQuote.Of(home)}; exec {ShellQuote.Of($"{folder}/{kind.Loader}")} "
                + $"--library-path {ShellQuote.Of(folder)} {ShellQuote.Of(program)}")
            : new RemoteProgram(program, $"exec {ShellQuote.Of(program)}");
    }

    // Each time, since a device may lose or damage files between two trials: by a full disk, a loss of power, or somebody's hand.
    private async Task<bool> IsWholeAsync((string Path, string Name, string Sha256)[] files, string folder, CancellationToken cancellation)
    {
        var programs = files.Select(file => file.Name).Where(IsProgram).Select(ShellQuote.Of);
        var told = await shell.RunAsync(
            $"cd {ShellQuote.Of(folder)} 2>/dev/null || exit 0; for p in {string.Join(' ', programs)}; do [ -x \"$p\" ] || exit 0; done; "
            + $"sha256sum {string.Join(' ', files.Select(file => ShellQuote.Of(file.Name)))} 2>/dev/null || true",
            null, s_check, cancellation).ConfigureAwait(false);
        return told.Split('\n').Select(line => line.Trim().Split(' ')[0]).SequenceEqual(files.Select(file => file.Sha256));
    }

    private static bool IsProgram(string name) => name == Program || name.StartsWith("ld-linux", StringComparison.Ordinal);

    // The loader and the libraries of glibc have to lie beside the worker: what starts is the loader, and files are looked for beside that.
    private (string Path, string Name, string Sha256)[] Files(string rid, bool isBare)
    {
        var local = WorkerLocator.FindRunner(rid) ?? throw new DeviceException(
            shell.Address, $"is {rid}, and there is no worker for that beside this program; eng/build-worker.sh {rid} makes it");
        var source = Path.GetDirectoryName(local)!;
        var glibc = Path.Combine(source, Glibc);
        if (isBare && !Directory.Exists(glibc))
        {
            throw new DeviceException(
                shell.Address,
                $"has no glibc, and there is none beside the worker of this program; eng/build-worker.sh {rid} puts it there");
        }
        return
        [
            .. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
                .Select(path => (Path: path, IsGlibc: Path.GetDirectoryName(path) == glibc))
                .Where(file => isBare || !file.IsGlibc)
                .Select(file => (file.Path, Name: Path.GetRelativePath(file.IsGlibc ? glibc : source, file.Path).Replace('\\', '/')))
                .Concat(Directory.Exists(Path.Combine(source, Native)) ? [] : OwnLibraries())
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => (file.Path, file.Name, HashOf(file.Path))),
        ];
    }

    // In a package, the worker of this kind of machine has no libraries of its own beside it; that for images is not for workers.
    private static IEnumerable<(string Path, string Name)> OwnLibraries() =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, Native))
            .Where(path => !Path.GetFileName(path).Contains("vips", StringComparison.Ordinal))
            .Select(path => (path, $"{Native}/{Path.GetFileName(path)}"));

    private async Task CopyAsync((string Path, string Name, string Sha256)[] files, string folder, CancellationToken cancellation)
    {
        await RequireRoomAsync(files.Sum(file => new FileInfo(file.Path).Length), folder, cancellation).ConfigureAwait(false);
        // Nobody else's, and in one step at its place: another program may put the same worker at the same time.
        var staging = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            foreach (var (path, name, sha256) in files)
            {
                var target = $"{staging}/{name}";
                using var content = File.OpenRead(path);
                var hash = await shell.RunAsync(
                    $"set -e; umask 077; t={ShellQuote.Of(target)}; mkdir -p \"$(dirname \"$t\")\"; cat > \"$t\"; sha256sum < \"$t\"",
                    content, s_transfer, cancellation).ConfigureAwait(false);
                if (hash.Split(' ')[0] != sha256)
                    throw new DeviceException(shell.Address, $"{name} did not arrive as it was sent; is its disk full?");
            }
            await shell.RunAsync(
                $"set -e; s={ShellQuote.Of(staging)}; f={ShellQuote.Of(folder)}; "
                + $"for p in \"$s\"/{Program} \"$s\"/ld-linux*; do [ ! -f \"$p\" ] || chmod 700 \"$p\"; done; "
                // A worker that runs keeps the files of a folder that is put aside.
                + "[ ! -e \"$f\" ] || { mv \"$f\" \"$s.old\"; rm -rf \"$s.old\"; }; mv \"$s\" \"$f\"",
                null, s_answer, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await ClearAsync(staging).ConfigureAwait(false);
        }
    }

    private async Task RequireRoomAsync(long bytes, string folder, CancellationToken cancellation)
    {
        var parent = folder[..folder.LastIndexOf('/')];
        var free = await shell.RunAsync(
            $"set -e; umask 077; p={ShellQuote.Of(parent)}; mkdir -p \"$p\"; df -Pk \"$p\" | tail -n 1", null, s_answer, cancellation)
            .ConfigureAwait(false);
        var fields = free.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 4 || !long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes)) return;
        if (kilobytes * 1024 < bytes)
        {
            throw new DeviceException(
                shell.Address, $"has {Quantity.Bytes(kilobytes * 1024)} free in {parent}, and the worker takes {Quantity.Bytes(bytes)}");
        }
    }

    private async Task ClearAsync(string staging)
    {
        try
        {
            await shell.RunAsync(
                $"rm -rf {ShellQuote.Of(staging)} {ShellQuote.Of($"{staging}.old")}", null, s_answer, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (DeviceException)
        {
            // The machine is gone; its folder stays.
        }
    }

    private static string HashOf(string path)
    {
        using var hash = new Sha256();
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;) hash.Write(buffer, 0, read);
        return hash.FinishHex();
    }
}
