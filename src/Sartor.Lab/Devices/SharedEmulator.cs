namespace Sartor.Lab.Devices;

/// <summary>The emulator of an AVD in this program: started for the first who takes it, ended when the last one has returned it.</summary>
internal sealed class SharedEmulator : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<Emulator, int> _users = [];
    private Emulator? _current;

    /// <summary>The one that runs, or a new one where none runs or it has ended by itself.</summary>
    /// <param name="start">Starts one and waits until it is ready.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Emulator> TakeAsync(Func<CancellationToken, Task<Emulator>> start, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_current is not { Ended: null }) _current = await start(cancellation).ConfigureAwait(false);
            _users[_current] = _users.GetValueOrDefault(_current) + 1;
            return _current;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends it where nobody else has it.</summary>
    /// <param name="emulator">What was taken.</param>
    /// <param name="adb">Reaches it.</param>
    public async Task ReturnAsync(Emulator emulator, AdbShell adb)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (--_users[emulator] > 0) return;
            _users.Remove(emulator);
            if (_current == emulator) _current = null;
            await emulator.StopAsync(adb).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
