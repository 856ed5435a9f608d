using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests;

public sealed class SignatureMetadataTests
{
    [Fact]
    public void Permutations_AreWrittenAndReadAgain()
    {
        var graph = new ModelGraph("images");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(1, 4, 4, 3)));
        graph.AddInput("vector", new TensorType(ElementType.Float32, new Shape(3)));
        x.BoundaryPermutation = Permutation.ToChannelsLast;
        graph.Outputs.AddRange([graph.Add(Clamp.Relu, [x], "y").Output, graph.Inputs[1]]);

        var facts = SignatureMetadata.Of(graph);

        SignatureMetadata.Read(facts, "input", 0, 4).ShouldBe(Permutation.ToChannelsLast);
        SignatureMetadata.Read(facts, "output", 0, 4).ShouldBe(Permutation.Identity(4));
        SignatureMetadata.Read(facts, "input", 1, 1).ShouldBeNull("a vector has one order");
        SignatureMetadata.Read(facts, "output", 1, 1).ShouldBeNull();
        SignatureMetadata.Read(facts, "input", 2, 4).ShouldBeNull();
        SignatureMetadata.Read(facts, "input", 0, 3).ShouldBeNull("another rank");
        SignatureMetadata.Read(facts, "input", 0, 5).ShouldBeNull("another rank");
    }

    [Theory]
    [InlineData("0,1,x")]
    [InlineData("0,1,1")]
    [InlineData("0,1,3")]
    [InlineData("0,1,-2")]
    [InlineData("")]
    public void WhatIsNoPermutation_IsNotRead(string text)
    {
        var graph = new ModelGraph("g");
        graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(2, 3, 4)));
        var key = SignatureMetadata.Of(graph).Keys.ShouldHaveSingleItem();
        SignatureMetadata.Read(new Dictionary<string, string> { [key] = "2,0,1" }, "input", 0, 3).ShouldBe(new Permutation([2, 0, 1]));
        SignatureMetadata.Read(new Dictionary<string, string> { [key] = text }, "input", 0, 3).ShouldBeNull();
    }
}
