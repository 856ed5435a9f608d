namespace Sartor.Lab.Devices;

/// <summary>A device that may be one with Android.</summary>
internal interface IAndroidDevice
{
    /// <summary>Its shell, which is the device's to dispose of; null where it has no Android.</summary>
    IRemoteShell? Android { get; }
}
