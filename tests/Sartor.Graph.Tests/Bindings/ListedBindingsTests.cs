using Sartor.Contracts;
using Sartor.Graph.Bindings;
using Sartor.Graph.Operators.Listed;

namespace Sartor.Graph.Tests.Bindings;

public sealed class ListedBindingsTests
{
    // An operator that is not listed would be neither read nor written.
    [Fact]
    public void List_HasEveryBindingOfTheAssembly()
    {
        var all = Instances.Of<OperatorBinding>(typeof(OperatorBinding).Assembly).ToArray();
        all.Select(binding => binding.Format).Distinct().Order().ShouldBe(["onnx", "tflite"]);
        foreach (var format in (string[])["onnx", "tflite"])
        {
            var listed = new ListedBindings().Of(format).ToArray();
            listed.ShouldAllBe(binding => binding.Format == format);
            listed.Select(Name).Order().ShouldBe(all.Where(binding => binding.Format == format).Select(Name).Order());
        }
    }

    [Fact]
    public void FormatWithoutBindings_HasAnEmptyTable() => new BindingTable("none").ReadableTypes.ShouldBeEmpty();

    private static string Name(OperatorBinding binding) => binding.GetType().FullName!;
}
