namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>A campaign whose folder lies on a small disk of its own.</summary>
internal sealed class SmallDiskScene : CommandScene
{
    private readonly string _disk;

    public SmallDiskScene()
    {
        _disk = Directory.CreateDirectory(Path.Combine(Folder, "disk")).FullName;
        AdbScene.Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", _disk);
        Output = Path.Combine(_disk, "campaign");
    }

    public override void Dispose()
    {
        AdbScene.Run("umount", _disk);
        base.Dispose();
    }
}
