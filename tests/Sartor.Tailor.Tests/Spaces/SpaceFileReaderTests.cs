using Sartor.Core;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.Spaces.Templates;

namespace Sartor.Tailor.Tests.Spaces;

public sealed class SpaceFileReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-space-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TomlAndYaml_AreReadAlike()
    {
        var toml = Read("a.toml", """
            title = "Example"
            [arch]
            blocks = ["FFNBlock"]
            [var.global_vars]
            resolution = [128, 160, 192, 224]
            [var.stage_vars]
            reduce_depth = [-3, -2, -1, 0]
            reduce_depth_stages = ["stage1"]
            [var.block_vars]
            FFNBlock.expand_ratio = [2, 3, 4]
            """);
        var yaml = Read("a.yaml", """
            title: Example
            arch:
              blocks: [FFNBlock]
            var:
              global_vars:
                resolution: [128, 160, 192, 224]
              stage_vars:
                reduce_depth: [-3, -2, -1, 0]
                reduce_depth_stages: [stage1]
              block_vars:
                FFNBlock.expand_ratio: [2, 3, 4]
            """);

        foreach (var file in new[] { toml, yaml })
        {
            file.Title.ShouldBe("Example");
            file.Blocks.ShouldBe(["FFNBlock"]);
            file.Divisor.ShouldBe(8);
            file.Resolution!.Values.ShouldBe([128, 160, 192, 224]);
            file.Width.ShouldBeNull();
            file.Depth!.Values.ShouldBe([-3, -2, -1, 0]);
            file.Depth.Stages.ShouldBe(["stage1"]);
            file.OfBlocks.ShouldHaveSingleItem().Values.ShouldBe([2, 3, 4]);
        }
        (toml.OfBlocks[0].Line, yaml.OfBlocks[0].Line).ShouldBe((10, 11));
    }

    [Fact]
    public void AllProblems_AreSaidAtOnceWithLineAndKey()
    {
        var problem = Should.Throw<OptionException>(() => Read("b.toml", """
            titel = "x"
            [arch]
            blocks = ["FFNBlok"]
            divisor = 0
            [var.global_vars]
            resolution = []
            [var.stage_vars]
            width_mult = [0.5, 0.5]
            reduce_depth_skipped = [0, 1]
            reduce_depth_stages = ["stage1"]
            [var.block_vars]
            FFNBlock.expand = [1]
            FFNBlock.expand_ratio = ["wide"]
            OtherBlock.kernel_size = [3]
            """)).Problem;

        foreach (var expected in (string[])
        [
            "line 1: 'titel' is not a key", "line 3: 'arch.blocks' names 'FFNBlok', which is no template", "line 4: 'arch.divisor' must be",
            "line 6: 'var.global_vars.resolution' is empty", "line 8: 'var.stage_vars.width_mult' has '0.5' twice",
            "line 9: 'var.stage_vars.reduce_depth_skipped' numbers stages by hand",
            "line 10: 'var.stage_vars.reduce_depth_stages' needs 'var.stage_vars.reduce_depth'",
            "line 12: 'var.block_vars.FFNBlock.expand' 'expand' is nothing that blocks vary",
            "line 13: 'var.block_vars.FFNBlock.expand_ratio' is of numbers, not 'wide'",
            "line 14: 'var.block_vars.OtherBlock.kernel_size' names 'OtherBlock', which is no template",
        ])
        {
            problem.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("[arch\n", "is not TOML: line 1")]
    [InlineData("a = 1\na = 2\n", "is not TOML: line 2")]
    [InlineData("[[arch]]\ndivisor = 8\n", "line 1: tables in double brackets")]
    [InlineData("title = 1979-05-27\n", "line 1: must be a single value")]
    [InlineData("title = \"x\"\n", "names nothing that varies")]
    [InlineData("[var.global_vars]\nresolution = [0.5]\n", "line 2: 'var.global_vars.resolution' is of whole numbers")]
    public void FileThatIsNoSpace_IsRefused(string text, string expected) =>
        Should.Throw<OptionException>(() => Read("c.toml", text)).Problem.ShouldContain(expected);

    [Fact]
    public void MissingFile_IsRefused() => Should.Throw<OptionException>(
        () => SpaceFileReader.Read(Path.Combine(_folder, "none.toml"), BlockTemplates.All)).Problem.ShouldContain("no such file");

    private SpaceFile Read(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return SpaceFileReader.Read(path, BlockTemplates.All);
    }
}
